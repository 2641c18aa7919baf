import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOSPITAL, of, say } from '#incidents/testing/case-story.ts';
import type { Names } from '#site/claim-value.ts';
import { caseTitle } from './case-title.ts';

const names = { state: (code: string) => code, party: (id: string) => id } as unknown as Names;

test('where nobody reported an incident, the case is called by what was said first, and by its service where it has one', () => {
  const title = (claims: Readonly<Record<string, string>>) =>
    String(caseTitle(of([say('a', HOSPITAL, 'service-footprint', claims)]), names, 'a case')).replaceAll(
      /<[^>]*>/gu,
      '',
    );
  assert.equal(title({ service: 'Regional blood bank' }), 'Where a service reaches: Regional blood bank');
  assert.equal(title({}), 'Where a service reaches');
});
