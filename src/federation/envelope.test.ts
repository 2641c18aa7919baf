import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Delivery,
  formatDelivery,
  formatDeliveryAnswer,
  MAX_HEADS,
  MAX_ITEMS,
  MAX_SUPPORT,
  parseDelivery,
  parseDeliveryAnswer,
} from './envelope.ts';

const proven = { presentation: 'a~', proof: 'p' };
const delivery: Delivery = {
  realm: 'live',
  from: 'did:web:a.example',
  to: 'did:web:b.example',
  items: [
    { kind: 'release', release: proven, target: proven },
    { kind: 'answer', statement: proven },
  ],
  support: [proven],
  heads: ['note'],
};

function refusedAs(code: string, text: string): void {
  const parsed = parseDelivery(text);
  assert.equal(parsed.ok ? 'accepted' : parsed.refusal.code, code);
}

test('a delivery and its answer read back as they were written', () => {
  assert.deepEqual(parseDelivery(formatDelivery(delivery)), { ok: true, value: delivery });
  const answer = {
    results: [
      { ok: true as const, receipt: proven },
      { ok: false as const, code: 'x', sentence: 'y' },
    ],
    support: [],
    heads: [],
  };
  assert.deepEqual(parseDeliveryAnswer(formatDeliveryAnswer(answer)), { ok: true, value: answer });
});

test('a delivery of another version, or with a member more or less, is refused', () => {
  const text = JSON.parse(formatDelivery(delivery)) as Record<string, unknown>;
  refusedAs('delivery-malformed', JSON.stringify({ ...text, 'comity-delivery': 2 }));
  refusedAs('delivery-malformed', JSON.stringify({ ...text, extra: 1 }));
  for (const name of Object.keys(text)) {
    const { [name]: _gone, ...rest } = text;
    refusedAs('delivery-malformed', JSON.stringify(rest));
  }
});

test('more items, keys or checkpoints than the limits allow are refused', () => {
  const many = (count: number) => Array.from({ length: count }, () => proven);
  refusedAs('delivery-too-many', formatDelivery({ ...delivery, items: [] }));
  const items = many(MAX_ITEMS + 1).map((statement) => ({ kind: 'answer' as const, statement }));
  refusedAs('delivery-too-many', formatDelivery({ ...delivery, items }));
  refusedAs('delivery-too-many', formatDelivery({ ...delivery, support: many(MAX_SUPPORT + 1) }));
  refusedAs(
    'delivery-too-many',
    formatDelivery({ ...delivery, heads: Array.from({ length: MAX_HEADS + 1 }, () => 'n') }),
  );
});

test('items of another kind or with parts missing are refused', () => {
  for (const item of [
    {},
    { kind: 'gift', statement: proven },
    { kind: 'release', release: proven },
    { kind: 'answer', statement: { presentation: 'a~' } },
    null,
    'x',
  ]) {
    refusedAs('delivery-too-many', formatDelivery({ ...delivery, items: [item] as never }));
  }
});

test('repeated members and deep nesting are refused', () => {
  const text = formatDelivery(delivery);
  refusedAs('delivery-malformed', text.replace('{', '{"realm":"live",'));
  refusedAs('delivery-malformed', `${'['.repeat(50)}${']'.repeat(50)}`);
});

test('whatever text arrives, the answer is a delivery or a coded refusal', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.object().map((value) => JSON.stringify(value)),
      ),
      (text) => {
        for (const parsed of [parseDelivery(text), parseDeliveryAnswer(text)]) {
          assert.ok(!parsed.ok && parsed.refusal.code.startsWith('delivery-'));
        }
      },
    ),
  );
});
