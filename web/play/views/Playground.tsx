import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Session } from '../session.ts';
import { Bar } from './Bar.tsx';
import { Report } from './Report.tsx';
import { Status } from './Status.tsx';

export function Playground({ session }: { session: Session }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => void (place.current && session.start(place.current)), [session]);
  return (
    <div class="play">
      <Bar session={session} />
      <main class="halves">
        <section class="writing" aria-label="Text">
          <div class="editor" ref={place} />
          <Status session={session} />
        </section>
        <Report session={session} />
      </main>
    </div>
  );
}
