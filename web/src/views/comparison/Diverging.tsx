import type { Integer } from '../../number.ts';

/** A bar to the right for more, to the left for less. Its figure stands beside it. */
export function Diverging({ value, largest }: { value: Integer; largest: number }) {
  const part = Math.min(1, Math.abs(Number(value)) / largest);
  return (
    <div class="diverging" aria-hidden="true">
      <i class={value < 0 ? 'less' : 'more'} style={{ '--part': part.toFixed(4) }} />
    </div>
  );
}
