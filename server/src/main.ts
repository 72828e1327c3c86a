import { runStart } from './ops/run-start.ts';

await runStart(process.env);
