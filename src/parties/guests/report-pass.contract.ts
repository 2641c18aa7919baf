import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CSIRT, openPartyNode } from '#testing/party-node.ts';
import type { StorePlace } from '#testing/store-place.ts';
import {
  CODE_HOURS,
  endReportPasses,
  issueReportCode,
  openReportPass,
  PASS_HOURS,
  redeemReportCode,
  reportHeldBy,
} from './report-pass.ts';

const HELD = { draft: '0197a1b2-0000-7000-8000-000000000001', party: CSIRT, person: `${CSIRT}#one` };
const OTHER = { ...HELD, draft: '0197a1b2-0000-7000-8000-000000000002' };

export function reportPassContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    async function world() {
      await using stack = new AsyncDisposableStack();
      const place = stack.use(await makePlace());
      const node = stack.use(await openPartyNode(place.target));
      const open = stack.move();
      return { ...node, now: () => node.clock.now, [Symbol.asyncDispose]: () => open.disposeAsync() };
    }

    test('a code of three groups opens one report, once, however it is typed', async () => {
      await using here = await world();
      const code = await issueReportCode(here.connection, HELD, here.now());
      assert.match(code, /^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}$/);
      const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
      const first = await redeemReportCode(here.connection, typed, here.now());
      assert.deepEqual(first.ok && first.value, HELD);
      const again = await redeemReportCode(here.connection, code, here.now());
      assert.equal(!again.ok && again.refusal.code, 'report-code-invalid');
    });

    test('of two who use a code at the same moment one succeeds', async () => {
      await using here = await world();
      const code = await issueReportCode(here.connection, HELD, here.now());
      const both = await Promise.all([0, 1].map(() => redeemReportCode(here.connection, code, here.now())));
      assert.equal(both.filter(({ ok }) => ok).length, 1);
    });

    test('a new code voids the one before, of its own report only', async () => {
      await using here = await world();
      const first = await issueReportCode(here.connection, HELD, here.now());
      const other = await issueReportCode(here.connection, OTHER, here.now());
      const second = await issueReportCode(here.connection, HELD, here.now());
      assert.ok(!(await redeemReportCode(here.connection, first, here.now())).ok);
      assert.ok((await redeemReportCode(here.connection, other, here.now())).ok);
      assert.ok((await redeemReportCode(here.connection, second, here.now())).ok);
    });

    test('unknown, used and expired codes are refused in the same words', async () => {
      await using here = await world();
      const code = await issueReportCode(here.connection, HELD, here.now());
      here.clock.now = here.clock.now.add({ hours: CODE_HOURS });
      const late = await redeemReportCode(here.connection, code, here.now());
      const unknown = await redeemReportCode(here.connection, 'AAAAA-AAAAA-AAAAA', here.now());
      const nonsense = await redeemReportCode(here.connection, '<svg onload=1>', here.now());
      assert.ok(!late.ok && !unknown.ok && !nonsense.ok);
      assert.deepEqual(late.refusal, unknown.refusal);
      assert.deepEqual(late.refusal, nonsense.refusal);
    });

    test('neither a code nor the secret of a pass is kept at rest, only its hash', async () => {
      await using here = await world();
      const code = await issueReportCode(here.connection, HELD, here.now());
      const secret = await openReportPass(here.connection, HELD, here.now());
      const tables = here.connection.$extendTables<{ report_code: object; report_pass: object }>();
      const rows = [
        ...(await tables.selectFrom('report_code').selectAll().execute()),
        ...(await tables.selectFrom('report_pass').selectAll().execute()),
      ];
      assert.equal(rows.length, 2);
      const text = JSON.stringify(rows);
      assert.ok(!text.includes(code) && !text.includes(code.replaceAll('-', '')) && !text.includes(secret));
    });

    test('a pass opens its report for one shift, and not after the report was sent', async () => {
      await using here = await world();
      const secret = await openReportPass(here.connection, HELD, here.now());
      assert.deepEqual(await reportHeldBy(here.connection, secret, here.now()), HELD);
      assert.equal(await reportHeldBy(here.connection, `${secret}x`, here.now()), undefined);
      assert.equal(await reportHeldBy(here.connection, secret, here.now().add({ hours: PASS_HOURS })), undefined);
      const code = await issueReportCode(here.connection, HELD, here.now());
      await endReportPasses(here.connection, HELD.draft);
      assert.equal(await reportHeldBy(here.connection, secret, here.now()), undefined);
      assert.ok(!(await redeemReportCode(here.connection, code, here.now())).ok);
    });
  });
}
