import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MONOTONOUS, monotonous } from '#gateway/testing/monotonous.ts';
import { mailFrom } from '#gateway/testing/samples.ts';
import { HEADER_BYTES_MOST, MESSAGE_BYTES_MOST } from './limits.ts';
import { proposalsFrom } from './proposals.ts';
import { readMail } from './read-mail.ts';

const NOW = Temporal.Instant.from('2026-03-01T08:00:00Z');
const TIMES_LONGER = 8;
/** Eight times as long takes eight times as long; where work grew with the square it would take 64 times. */
const TIMES_SLOWER_MOST = 24;
/** A mail that costs less than this tells nothing about how its cost grows. */
const COST_UNTOLD_MS = 400;
/** By which one mail may raise the peak of this process. Lines cost kilobytes each before they were joined. */
const MEMORY_MOST_MB = 100;

/** The processor's time for reading it: others at work on the machine cost none of it. */
async function costMs(raw: Uint8Array): Promise<number> {
  const began = process.cpuUsage();
  const mail = await readMail(raw, NOW);
  if (mail.ok) proposalsFrom(mail.value);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}

test('whatever a mail says over and over, reading it costs time that grows no faster than its length, and memory that is bounded', async (t) => {
  await costMs(mailFrom('From: a@b.example', 'Content-Type: text/html', '', 'words'));
  for (const name of MONOTONOUS) {
    await t.test(name, async () => {
      const before = peakMb();
      for (const bytes of [MESSAGE_BYTES_MOST, HEADER_BYTES_MOST]) {
        const short = await costMs(monotonous(name, bytes / TIMES_LONGER));
        const long = await costMs(monotonous(name, bytes));
        const most = Math.max(TIMES_SLOWER_MOST * short, COST_UNTOLD_MS);
        assert.ok(long < most, `${bytes} bytes took ${long} ms, an eighth of them ${short} ms`);
      }
      const more = peakMb() - before;
      assert.ok(more < MEMORY_MOST_MB, `${more} MB more than before`);
    });
  }
});

function peakMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1_024);
}
