import '../src/style/base.css';
import '../src/style/layout.css';
import '../src/style/table.css';
import '../src/style/views.css';
import '../src/style/following.css';
import '../src/style/print.css';
import './style/layout.css';
import './style/editor.css';
import { render } from 'preact';
import { follow } from '../src/views/theme.ts';
import { followPrinting } from '../src/views/visible.ts';
import { dropLink, followDrops, openLink } from './actions.ts';
import { FIRST } from './examples.ts';
import { Session } from './session.ts';
import { keep, kept } from './store.ts';
import { Playground } from './views/Playground.tsx';

/** From the second visit on, all comes from the browser. Only pages over https, or of this machine, may do that. */
if (import.meta.env.PROD && 'serviceWorker' in navigator)
  navigator.serviceWorker.register('./service-worker.js').catch(() => {});

const place = document.getElementById('play');
if (place) {
  follow();
  followPrinting();
  const session = new Session(kept() ?? { text: FIRST, settings: {} }, (now) => {
    keep(now);
    dropLink();
  });
  render(<Playground session={session} />, place);
  followDrops(session);
  addEventListener('hashchange', () => void openLink(session));
  void openLink(session);
}
