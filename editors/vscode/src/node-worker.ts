import { parentPort } from 'node:worker_threads';

import { serve } from './worker';

parentPort?.on('message', serve((answer) => parentPort?.postMessage(answer)));
