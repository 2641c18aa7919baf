import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Contract } from '#testing/engines.ts';
import { killAndCheck, preparePair } from './survive.ts';

/** One node alone, then the other, then both at once; each lives on in this process while the other is killed. */
export function killContract(kills: number): Contract {
  const part = Math.ceil(kills / 4);
  return (name, makePlace) => {
    test(`${name}, killed ${kills} times under load: nothing acknowledged is lost, no log forks, no view is out of step, each release is delivered once`, async () => {
      await using veldmark = await makePlace();
      await using arvenia = await makePlace();
      const targets = { veldmark: veldmark.target, arvenia: arvenia.target };
      await using ground = await preparePair((name) => targets[name]);
      const said = await killAndCheck(ground, [
        { sides: ['veldmark'], rounds: part },
        { sides: ['arvenia'], rounds: part },
        { sides: ['veldmark', 'arvenia'], rounds: kills - 2 * part },
      ]);
      assert.ok(said > kills, `only ${said} statements were acknowledged`);
    });
  };
}
