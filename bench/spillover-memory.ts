/** Builds a network of ten million dependencies and lives through one cascade in it; prints the most memory it took. */
import { argv, resourceUsage, stdout } from 'node:process';
import { Cascade } from '#spillover/cascade.ts';
import { NetworkBuilder } from '#spillover/network-builder.ts';
import { Draws } from '#spillover/philox.ts';

const DEPENDENCIES_EACH = 10;
const HORIZON_MINUTES = 10_080;

const services = Number(argv[2]);
const builder = new NetworkBuilder();
for (let at = 0; at < services; at += 1)
  builder.addService(
    { id: `s${at}`, kind: 'power', state: 'XA', bufferHours: { low: 0, likely: 1, high: 2 } },
    '',
  );
for (let at = 0; at < services; at += 1)
  for (let step = 1; step <= DEPENDENCIES_EACH; step += 1)
    builder.addDependency(
      { service: `s${at}`, on: `s${(at + step * 7_919) % services}`, strength: 0.1, delayHours: 1 },
      '',
    );
const network = builder.finish();
if (!network.ok) throw new Error(network.refusal.sentence);
const cascade = new Cascade(network.value.arrays, new Draws(1), HORIZON_MINUTES);
cascade.run(0, [{ service: 0, minute: 0, minutes: 6_000 }]);
stdout.write(JSON.stringify({ out: cascade.outs.length, kibibytes: resourceUsage().maxRSS }));
