import type { ComponentChildren } from 'preact';
import type { Shown } from '../shown.ts';
import { App } from './App.tsx';

/** The report of a text beside it. The last one stays, grey, while there is none of the text as it is. */
export function Following(props: { shown: Shown | null; current: boolean; why?: string; children?: ComponentChildren }) {
  const { shown, current, why = 'The report is from before the errors in the text.', children } = props;
  const isOld = shown !== null && !current;
  return (
    <section class={`report ${isOld ? 'old' : ''}`} aria-label="Report">
      {children}
      {isOld && why && <p class="remark">{why}</p>}
      {shown && <App state={shown.state} />}
    </section>
  );
}
