import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Outcome } from '#outcome.ts';
import { primitives } from '#primitives';
import type { LogCode } from './codes.ts';
import { decideUpload, MAX_REPEATED_ENTRIES, type MirrorState, mayCosign, receivePackages } from './mirror.ts';
import {
  formatMirrorPosition,
  formatUpload,
  MAX_TICKET_BYTES,
  MAX_UPLOAD_BYTES,
  MAX_UPLOAD_PACKAGES,
  packagePlaces,
  parseMirrorPosition,
  parseUpload,
  type Upload,
  type UploadHeader,
} from './mirror-upload.ts';
import { tileReader } from './tile-reader.ts';
import { appendEntries, EMPTY_EDGE } from './tile-writer.ts';
import { treeRoot } from './tree.ts';
import type { WitnessedTree } from './witness.ts';

const origin = 'node.example/log/live';
const SIZE = 1_000;
const entries = Array.from({ length: SIZE }, (_, at) => primitives.sha256(Uint8Array.of(at & 255, at >> 8)));
const grown = appendEntries(EMPTY_EDGE, entries);
assert.ok(grown.ok);
const tiles = new Map(grown.value.tiles.map((tile) => [`${tile.level}/${tile.index}`, tile.bytes]));
const read = tileReader(SIZE, (level, index) => tiles.get(`${level}/${index}`));
const NO_TICKET = new Uint8Array(0);

function tree(size: number): WitnessedTree {
  return { size, root: treeRoot(size, read) };
}

function mirrorAt(nextEntry: number, pendingSize: number, mirroredSize = 0): MirrorState {
  return { mirroredSize, pending: [tree(pendingSize)], nextEntry };
}

function body(start: number, end: number): Uint8Array {
  const header: UploadHeader = { origin, start, end, ticket: NO_TICKET };
  const formatted = formatUpload(header, entries.slice(start, end), read);
  assert.ok(formatted.ok);
  return formatted.value;
}

function upload(bytes: Uint8Array): Upload {
  const parsed = parseUpload(bytes);
  assert.ok(parsed.ok);
  return parsed.value;
}

function held(index: number): Uint8Array {
  return entries[index] as Uint8Array;
}

function refusedWith(outcome: Outcome<unknown, LogCode>, code: LogCode, what = ''): void {
  assert.ok(!outcome.ok, `${what} was accepted`);
  assert.equal(outcome.refusal.code, code, what);
}

describe('uploads to a mirror', () => {
  test('packages end at multiples of 256 and at the end of the upload', () => {
    const places = packagePlaces(300, 1000).map(({ start, end, subtreeStart }) => [start, end, subtreeStart]);
    assert.deepEqual(places, [
      [300, 512, 256],
      [512, 768, 512],
      [768, 1000, 768],
    ]);
    assert.deepEqual(packagePlaces(7, 7), []);
    assert.equal(packagePlaces(0, 2 ** 50).length, MAX_UPLOAD_PACKAGES);
  });

  test('whatever a mirror holds, an upload from its next entry brings it exactly the entries it lacks', () => {
    fc.assert(
      fc.property(fc.nat(SIZE), fc.nat(SIZE), fc.nat(400), (one, other, repeat) => {
        const [next, end] = one < other ? [one, other] : [other, one];
        const start = Math.max(0, next - repeat);
        const state = mirrorAt(next, end);
        const sent = upload(body(start, end));
        const decision = decideUpload(sent, state);
        assert.ok(decision.ok && decision.value.type === 'receive');
        const received = receivePackages(sent, decision.value.tree, state, held);
        assert.ok(received.ok);
        assert.equal(received.value.type, 'complete');
        assert.deepEqual(
          received.value.entries.map((entry) => entry.toHex()),
          entries.slice(next, end).map((entry) => entry.toHex()),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('an upload cut off anywhere keeps its whole packages and nothing else', () => {
    const whole = body(0, 1000);
    const state = mirrorAt(0, 1000);
    fc.assert(
      fc.property(fc.nat(whole.length), (length) => {
        const parsed = parseUpload(whole.slice(0, length));
        if (!parsed.ok) return refusedWith(parsed, 'request-malformed');
        const received = receivePackages(parsed.value, tree(1000), state, held);
        if (!received.ok) return refusedWith(received, 'request-malformed');
        assert.equal(received.value.type, length === whole.length ? 'complete' : 'partial');
        assert.equal(received.value.entries.length % 256, length === whole.length ? 1000 % 256 : 0);
        for (const [at, entry] of received.value.entries.entries())
          assert.deepEqual(entry.toHex(), held(at).toHex());
      }),
      { numRuns: 60 },
    );
  });

  test('a package with any one bit changed is refused as package-invalid, and those before it are kept', () => {
    const whole = body(0, 1000);
    const opening = whole.length - upload(whole).rest.length;
    fc.assert(
      fc.property(fc.integer({ min: opening, max: whole.length - 1 }), fc.nat(7), (at, bit) => {
        const changed = whole.slice();
        changed[at]! ^= 1 << bit;
        const received = receivePackages(upload(changed), tree(1000), mirrorAt(0, 1000), held);
        if (!received.ok) return refusedWith(received, 'request-malformed');
        // A changed count of hashes may make the last package look cut off.
        assert.notEqual(received.value.type, 'complete');
        assert.ok(received.value.entries.length <= 768);
        for (const [index, entry] of received.value.entries.entries()) {
          assert.deepEqual(entry.toHex(), held(index).toHex());
        }
      }),
      { numRuns: 60 },
    );
  });

  test('entries of another history than the signed tree are never kept', () => {
    const sent = upload(body(0, 256));
    const forged = { size: 256, root: primitives.sha256(Uint8Array.of(1)) };
    const received = receivePackages(sent, forged, mirrorAt(0, 256), held);
    assert.ok(received.ok && received.value.type === 'invalid');
    assert.equal(received.value.refusal.code, 'package-invalid');
    assert.deepEqual(received.value.entries, []);
  });

  test('what the mirror holds before the upload counts: a mirror with a wrong entry proves nothing from it', () => {
    const sent = upload(body(300, 512));
    const received = receivePackages(sent, tree(512), mirrorAt(300, 512), () => held(0));
    assert.ok(received.ok && received.value.type === 'invalid');
  });

  const opening = body(0, 0);
  const changedAt = (at: number, ...bytes: number[]): Uint8Array => {
    const changed = opening.slice();
    changed.set(bytes, at);
    return changed;
  };
  const numbers = 2 + origin.length;
  const malformed: Record<string, [Uint8Array, LogCode]> = {
    nothing: [new Uint8Array(0), 'request-malformed'],
    'an origin cut off': [opening.slice(0, 9), 'request-malformed'],
    'an empty origin': [Uint8Array.of(0, 0, ...opening.slice(numbers)), 'request-malformed'],
    'an origin that is not UTF-8': [changedAt(2, 0xff), 'request-malformed'],
    'an origin of two lines': [changedAt(3, 0x0a), 'request-malformed'],
    'an end beyond 2^53-1': [changedAt(numbers + 8, 0xff), 'request-malformed'],
    'a start above the end': [changedAt(numbers + 7, 1), 'request-malformed'],
    'a ticket that is not there': [changedAt(numbers + 16, 0, 1), 'request-malformed'],
    'an upload over the limit': [new Uint8Array(MAX_UPLOAD_BYTES + 1), 'request-too-long'],
  };
  for (const [what, [bytes, code]] of Object.entries(malformed)) {
    test(`${what} is refused as ${code}`, () => refusedWith(parseUpload(bytes), code, what));
  }

  test('a ticket over its limit is neither sent nor read', () => {
    const ticket = new Uint8Array(MAX_TICKET_BYTES + 1);
    refusedWith(formatUpload({ origin, start: 0, end: 0, ticket }, [], read), 'request-malformed');
    const carried = Uint8Array.of(...opening.slice(0, -2), 0x04, 0x01, ...ticket);
    refusedWith(parseUpload(carried), 'request-malformed');
  });

  test('no bytes make the parser throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        parseUpload(bytes);
        receivePackages(
          { header: { origin, start: 0, end: 1000, ticket: NO_TICKET }, rest: bytes },
          tree(1000),
          mirrorAt(0, 1000),
          held,
        );
      }),
    );
  });
});

describe("the mirror's position", () => {
  test('a log it does not follow is refused; any other upload it cannot take is told where to go on', () => {
    refusedWith(decideUpload(upload(body(0, 0)), undefined), 'origin-unknown');
    const asking = decideUpload(upload(body(0, 0)), mirrorAt(300, 1000));
    assert.ok(asking.ok && asking.value.type === 'go-on');
    assert.deepEqual(asking.value, {
      type: 'go-on',
      code: 'upload-end-unknown',
      position: { treeSize: 1000, nextEntry: 300, ticket: NO_TICKET },
    });
  });

  test('a start behind the next entry leaves a gap, and one far before it repeats too much', () => {
    const ahead = decideUpload(upload(body(301, 1000)), mirrorAt(300, 1000));
    assert.ok(ahead.ok && ahead.value.type === 'go-on' && ahead.value.code === 'upload-start-conflict');
    const far = { ...mirrorAt(0, 1000), nextEntry: MAX_REPEATED_ENTRIES + 1 };
    const behind = decideUpload(upload(body(0, 1000)), far);
    assert.ok(behind.ok && behind.value.type === 'go-on' && behind.value.position.treeSize === 1000);
  });

  test('an upload towards a tree older than the mirror checkpoint is told the newer one', () => {
    const state: MirrorState = { mirroredSize: 600, pending: [tree(500), tree(600), tree(1000)], nextEntry: 600 };
    const decision = decideUpload(upload(body(400, 500)), state);
    assert.ok(decision.ok && decision.value.type === 'go-on' && decision.value.position.treeSize === 1000);
  });

  test('an earlier tree stays good to be uploaded to while it is pending', () => {
    const state: MirrorState = { mirroredSize: 0, pending: [tree(10), tree(20)], nextEntry: 0 };
    const older = decideUpload(upload(body(0, 10)), state);
    assert.ok(older.ok && older.value.type === 'receive' && older.value.tree.size === 10);
    const never = decideUpload(upload(body(0, 15)), state);
    assert.ok(never.ok && never.value.type === 'go-on');
  });

  test('the mirror cosigns a tree only when it holds all of it, and never rewinds its checkpoint', () => {
    assert.equal(mayCosign(mirrorAt(999, 1000), tree(1000)), false);
    assert.equal(mayCosign(mirrorAt(1000, 1000), tree(1000)), true);
    assert.equal(mayCosign({ mirroredSize: 1000, nextEntry: 1000 }, tree(600)), false);
  });

  test('a position is read back as written, and nothing else is read as one', () => {
    const position = { treeSize: 12, nextEntry: 7, ticket: Uint8Array.of(1, 2, 3) };
    assert.deepEqual(parseMirrorPosition(formatMirrorPosition(position)), { ok: true, value: position });
    for (const bad of ['', '12\n7\n', '12\n7\nAQID', '12\n07\n\n', '12\n7\nA\n', '12\n7\n\n\n', '12\n7\n\nx']) {
      refusedWith(parseMirrorPosition(bad), 'response-malformed', bad);
    }
  });
});
