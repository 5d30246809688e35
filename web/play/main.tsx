import '../src/style/base.css';
import '../src/style/layout.css';
import '../src/style/table.css';
import '../src/style/views.css';
import '../src/style/print.css';
import './style/layout.css';
import './style/editor.css';
import { render } from 'preact';
import { follow } from '../src/views/theme.ts';
import { followPrinting } from '../src/views/visible.ts';
import { followDrops, openLink } from './actions.ts';
import { FIRST } from './examples.ts';
import { Session } from './session.ts';
import { kept } from './store.ts';
import { Playground } from './views/Playground.tsx';

const place = document.getElementById('play');
if (place) {
  follow();
  followPrinting();
  const session = new Session(kept() ?? { text: FIRST, settings: {} });
  render(<Playground session={session} />, place);
  followDrops(session);
  addEventListener('hashchange', () => void openLink(session));
  void openLink(session);
}
