import { parentPort } from 'node:worker_threads';

import { serve } from '../../../web/wasm/worker';

parentPort?.on('message', serve((answer) => parentPort?.postMessage(answer)));
