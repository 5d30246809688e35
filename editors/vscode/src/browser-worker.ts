import { serve } from './worker';

const take = serve((answer) => postMessage(answer));
onmessage = ({ data }) => take(data);
