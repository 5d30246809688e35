// The script of the worker.

import { serve, type Answer, type Sent } from '../wasm/worker.ts';

const take = serve((answer: Answer) => postMessage(answer));
addEventListener('message', ({ data }: MessageEvent<Sent>) => take(data));
