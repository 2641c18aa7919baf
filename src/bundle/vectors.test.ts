import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Report, StepName, StepState, Verdict } from './report.ts';
import { parseTrust } from './trust.ts';
import { verifyBundle } from './verify.ts';

type Case = {
  claim: string;
  /** From a path in the bundle, as `statements/0/proof`, to what stands there instead. */
  set: Record<string, unknown>;
  trust?: string;
  due: {
    verdict: Verdict;
    place?: string;
    step?: StepName;
    state?: StepState;
    code?: string;
    misbehaviour?: string[];
  };
};
type Vectors = { now: string; trust: string; bundle: Record<string, unknown>; cases: Case[] };

const BROWSER_RUN_LIMIT_MS = 60_000;
const vectors = JSON.parse(readFileSync('vectors/bundle/cases.json', 'utf8')) as Vectors;

function changed(set: Record<string, unknown>): string {
  const bundle = structuredClone(vectors.bundle);
  for (const [path, value] of Object.entries(set)) {
    const names = path.split('/');
    const last = names.pop() as string;
    let place = bundle;
    for (const name of names) place = place[name] as Record<string, unknown>;
    place[last] = value;
  }
  return JSON.stringify(bundle);
}

function judge({ set, trust = vectors.trust }: Case): Report {
  const parsed = parseTrust(trust);
  assert.ok(parsed.ok);
  return verifyBundle(changed(set), parsed.value, Temporal.Instant.from(vectors.now));
}

describe('a bundle', () => {
  for (const one of vectors.cases) {
    const { claim } = one;
    const { verdict, place, step, state, code, misbehaviour = [] } = one.due;
    test(`${claim} is ${verdict}${step === undefined ? '' : ` at its step ${step}`}`, () => {
      const report = judge(one);
      assert.equal(report.verdict, verdict, report.sentence);
      assert.deepEqual(
        report.misbehaviour.map((found) => found.type),
        misbehaviour,
      );
      if (place === undefined) return;
      const found = report.statements
        .find((held) => held.place === place)
        ?.steps.find((held) => held.step === step);
      assert.deepEqual([found?.state, found?.code], [state, code], found?.sentence ?? claim);
    });
  }

  test('gets the same verdicts from the browser’s cryptography', {
    skip: process.execArgv.includes('browser'),
  }, () => {
    const flags = ['-C', 'browser', '--disable-warning=ExperimentalWarning', '--test-reporter=tap'];
    // Under a test runner the child would report to it, and not as text.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const run = spawnSync(process.execPath, [...flags, import.meta.filename], {
      encoding: 'utf8',
      timeout: BROWSER_RUN_LIMIT_MS,
      env,
    });
    assert.equal(run.status, 0, run.stdout + run.stderr);
    assert.match(run.stdout, new RegExp(`# pass ${vectors.cases.length}\n`));
  });
});
