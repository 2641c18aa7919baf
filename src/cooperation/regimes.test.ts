import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Regime } from '#obligations/regimes/regime.ts';
import { departure, fits } from '#statement/validator.ts';
import { ASKS, LINKS } from './links.ts';
import { TYPE_BY_NAME } from './statements.ts';

function regime(id: string): Regime {
  const text = readFileSync(new URL(`../../regimes/${id}.json`, import.meta.url), 'utf8');
  const read: unknown = JSON.parse(text);
  assert.ok(fits(Regime, read), JSON.stringify(departure(Regime, read)));
  return read as Regime;
}

const [c, h, policy] = ['un-13c', 'un-13h', 'assistance-policy'].map(regime) as [Regime, Regime, Regime];

describe('the norms between states', () => {
  test('are voluntary, name no time, and say that their paragraph numbers are unconfirmed', () => {
    for (const norm of [c, h]) {
      assert.equal(norm.kind, 'norm');
      assert.equal(norm.status, 'voluntary');
      for (const stage of norm.stages) {
        assert.deepEqual(stage.limits, [], stage.id);
        assert.equal(stage.confidence, 'R', stage.id);
        assert.match(stage.citation, /unconfirmed/u);
      }
    }
  });

  test('have times in the agreed policy alone, which says that no treaty sets them', () => {
    assert.equal(policy.status, 'agreed-policy');
    assert.equal(policy.kind, 'norm', 'a norm is never breached');
    for (const stage of policy.stages) {
      assert.equal(stage.limits.length, 1, stage.id);
      assert.match(stage.citation, /^Agreed policy/u);
    }
  });

  test('are opened and met by what answers what in this room, and by nothing else', () => {
    for (const { stages } of [c, h, policy]) {
      for (const { id, opens, met_by: met } of stages) {
        assert.ok('said' in opens && 'said' in met, id);
        assert.ok(Object.hasOwn(ASKS, opens.said), `${opens.said} asks for nothing`);
        for (const name of met.said) {
          assert.ok(TYPE_BY_NAME.has(name), name);
          assert.equal(LINKS[name]?.of, opens.said, `${name} does not answer a ${opens.said}`);
          assert.equal(LINKS[name]?.claim, met.refers);
        }
      }
    }
  });

  test('cover everything that asks for an answer of another state', () => {
    const covered = [c, h, policy].flatMap(({ stages }) =>
      stages.map(({ opens }) => ('said' in opens ? opens.said : '')),
    );
    assert.deepEqual(
      Object.keys(ASKS).filter((name) => !covered.includes(name)),
      [],
    );
  });
});
