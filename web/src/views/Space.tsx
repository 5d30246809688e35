import { HEIGHT } from './Gutter.tsx';

/** In place of rows that are out of sight. */
export function Space({ rows, span }: { rows: number; span: number }) {
  return (
    <tbody aria-hidden="true">
      <tr>
        <td colSpan={span} style={{ height: `${rows * HEIGHT}px` }} />
      </tr>
    </tbody>
  );
}
