import '../style/base.css';
import '../style/layout.css';
import '../style/table.css';
import '../style/views.css';
import '../style/comparison.css';
import '../style/plain.css';
import '../style/print.css';
import { start } from './start.tsx';

start();
