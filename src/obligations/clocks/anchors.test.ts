import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import { fits } from './anchors.ts';
import type { Said } from './case-event.ts';

const at = Temporal.Instant.from('2026-12-01T10:00:00Z');

function report(claims: Readonly<Record<string, string>>): Said {
  return {
    ...{ kind: 'said', type: 'regulatory-report', by: 'did:web:grid.example', digest: 'A'.repeat(43), to: [] },
    ...{ recordedAt: at, receivedAt: at, foreign: false, due: null },
    values: new Map(Object.entries(claims)),
  };
}

test('an anchor that wants several claims is set off only by a statement that has them all', () => {
  const where = [
    { claim: 'regime', is: 'cn-cac-2025' },
    { claim: 'stage', is: 'cii' },
  ];
  const anchor = { said: 'regulatory-report', at: 'received', where } as const;
  assert.ok(fits(report({ regime: 'cn-cac-2025', stage: 'cii' }), { ...anchor, where }));
  assert.ok(!fits(report({ regime: 'cn-cac-2025', stage: 'other' }), { ...anchor, where }));
  assert.ok(!fits(report({ regime: 'gh', stage: 'cii' }), { ...anchor, where }));
  assert.ok(fits(report({}), { said: 'regulatory-report', at: 'received' }));
});

test('in China each first report is passed on by one office alone', () => {
  const loaded = loadRulebook();
  assert.ok(loaded.ok);
  const stages = loaded.value.regimes.current('cn-cac-2025')?.stages ?? [];
  for (const stage of ['cii', 'central', 'other']) {
    const said = report({ regime: 'cn-cac-2025', stage });
    const opened = stages.filter(({ opens }) => 'said' in opens && fits(said, opens));
    assert.equal(opened.length, 1, stage);
  }
});
