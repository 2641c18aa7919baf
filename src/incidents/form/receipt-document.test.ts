import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recorded } from '#incidents/testing/told.ts';
import { accept } from '#outcome.ts';
import type { PrintDocument } from '#print/document.ts';
import { testRulebook } from '#testing/reckoning.ts';
import { claimedDuties } from './claimed-duties.ts';
import { receiptPdf } from './receipt-document.ts';

const OPERATOR = 'did:web:operator.example';
const CLAIMS = { noticed_at: '2026-03-02T08:00:00Z' };

async function printed(state: string): Promise<string> {
  const told = { personal_data: true, processor: false };
  const [report] = recorded([{ id: 'report', by: OPERATOR, type: 'incident-alert', claims: CLAIMS }]);
  const facts = {
    shown: { ...report!, withheld: false, erased: 0, presentation: '' },
    ...{ caseId: 'c', preliminary: false, authority: null, given: [], phone: null },
    duties: claimedDuties(CLAIMS, { state, zone: 'UTC', told }, testRulebook()).rows,
    party: (did: string) => did,
  };
  const documents: PrintDocument[] = [];
  const print = (document: PrintDocument) => {
    documents.push(document);
    return Promise.resolve(accept({ pdf: new Uint8Array(), coded: [] }));
  };
  assert.ok((await receiptPdf({ print }, facts, 'en')).ok);
  return JSON.stringify(documents);
}

test('a printed receipt says of each time how sure it is', async () => {
  const brazil = await printed('BR');
  assert.match(
    brazil,
    /Brazil: security incidents with personal data[^{}]*\},?[^{}]*How sure: only a secondary source on its text was read/,
  );
  const france = await printed('FR');
  assert.match(france, /5 March 2026/);
  assert.match(france, /How sure: /);
});
