import { exit, stdout } from 'node:process';
import { CHECKS, runCheck, runTidy } from './checks.ts';
import { closing, totals } from './summary.ts';

const began = performance.now();
const results = await Promise.all([...CHECKS.map(runCheck), runTidy()]);
stdout.write(`${closing(results, (performance.now() - began) / 1000)}\n`);
exit(totals(results).failed > 0 ? 1 : 0);
