import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPageSite, type PageSite } from '#testing/page-site.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

test('a day of a score that is none is said at its field, and both stay as they were typed', async () => {
  for (const [from, until, wrong] of [
    ['yesterday', '2026-03-01', 'from'],
    ['2026-02-30', '2026-03-01', 'from'],
    ['2026-02-01', '31.3.2026 \u202e<script>', 'until'],
    ['2026-03-02', '2026-03-01', 'from'],
    ['', '-271821-04-20T00:00:00Z', 'until'],
    ['2026-01-01', '9'.repeat(300), 'until'],
  ] as const) {
    const query = new URLSearchParams({ from, until });
    const { status, body } = await site.get('Ilse', `/scores?${query}`);
    assert.equal(status, 422, from);
    assert.match(body, /<title>[^<]*Who kept their word/u);
    const field = new RegExp(`<input[^>]*name="${wrong}"[^>]*>`, 'u').exec(body)?.[0] ?? '';
    assert.match(field, /aria-invalid="true"/u, `${from} ${until}`);
    assert.match(body, new RegExp(`<a href="#field-${wrong}">`, 'u'));
    for (const typed of [from, until]) {
      assert.ok(body.includes(`value="${typed.replace('<', '&lt;').replace('>', '&gt;')}"`), typed);
    }
  }
});
