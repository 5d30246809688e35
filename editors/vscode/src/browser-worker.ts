import { serve } from '../../../web/wasm/worker';

const take = serve((answer) => postMessage(answer));
onmessage = ({ data }) => take(data);
