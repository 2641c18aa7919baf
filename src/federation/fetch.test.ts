import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { createServer as createRawServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { createPeerFetch, type FetchSettings, type PeerRequest } from './fetch.ts';

const JSON_TYPE = 'application/json';

/** A peer on loopback that does whatever the test wants of it. */
async function peer(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const { port } = server.address() as AddressInfo;
  return {
    node: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function ask(node: string, settings: Partial<FetchSettings> = {}, request: Partial<PeerRequest> = {}) {
  using fetchPeer = createPeerFetch({ privatePeers: true, connectMs: 400, silenceMs: 400, ...settings });
  return await fetchPeer({ node, path: '/x', method: 'GET', accept: [JSON_TYPE], totalMs: 1_500, ...request });
}

async function refusalCode(...parameters: Parameters<typeof ask>): Promise<string> {
  const answer = await ask(...parameters);
  assert.equal(answer.ok, false);
  return answer.ok ? '' : answer.refusal.code;
}

test('a peer at its confirmed address is asked and its answer returned', async () => {
  await using it = await peer((request, response) => {
    response.setHeader('content-type', 'application/json; charset=utf-8').end(`{"path":"${request.url}"}`);
  });
  const answer = await ask(it.node);
  assert.ok(answer.ok);
  assert.equal(answer.value.verdict, 'ok');
  assert.equal(new TextDecoder().decode(answer.value.body), '{"path":"/x"}');
});

test('in the live realm a loopback peer and a plain http peer are refused before a socket opens', async () => {
  for (const node of ['http://127.0.0.1:9', 'https://127.0.0.1:9', 'https://[::1]:9', 'https://169.254.169.254']) {
    assert.equal(await refusalCode(node, { privatePeers: false }), 'peer-address-refused', node);
  }
});

test('other spellings of a loopback address are refused as well', async () => {
  for (const host of ['2130706433', '0x7f.1', '0177.0.0.1', '127.1', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]']) {
    assert.equal(await refusalCode(`https://${host}`, { privatePeers: false }), 'peer-address-refused', host);
  }
});

test('a name that resolves to an inner address is refused, also when only one of its addresses is inner', async () => {
  for (const addresses of [['10.0.0.5'], ['93.184.215.14', '169.254.169.254'], ['::1']]) {
    const lookup: LookupFunction = (_name, _options, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    assert.equal(
      await refusalCode('https://peer.example', { privatePeers: false, lookup }),
      'peer-address-refused',
    );
  }
});

test('the connection goes to the very address that was checked, so a second resolution cannot change it', async () => {
  await using it = await peer((_request, response) => {
    response.setHeader('content-type', JSON_TYPE).end('{}');
  });
  let resolutions = 0;
  const lookup: LookupFunction = (_name, _options, done) => {
    resolutions++;
    done(null, [{ address: resolutions === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
  };
  const answer = await ask(it.node.replace('127.0.0.1', 'peer.example'), { lookup });
  assert.ok(answer.ok);
  assert.equal(resolutions, 1);
});

test('a path cannot lead out of the confirmed address', async () => {
  for (const path of ['x', '@evil.example/', '//evil.example/x/../..', '/../admin', '/..%2f/../../admin']) {
    const code = await refusalCode('https://peer.example/comity', { privatePeers: false }, { path: path });
    assert.match(code, /^peer-(address-malformed|unreachable|address-refused)$/);
    if (path !== '//evil.example/x/../..') assert.equal(code, 'peer-address-malformed', path);
  }
});

test('an address with credentials, a query or another scheme is refused', async () => {
  for (const node of [
    'https://u:p@peer.example',
    'https://peer.example/?x',
    'https://peer.example/#x',
    'nonsense',
  ]) {
    assert.equal(await refusalCode(node), 'peer-address-malformed', node);
  }
  assert.equal(await refusalCode('file:///etc/passwd'), 'peer-address-refused');
  assert.equal(await refusalCode('gopher://peer.example'), 'peer-address-refused');
});

test('a redirect is refused, wherever it points', async () => {
  await using it = await peer((_request, response) => {
    response.writeHead(307, { location: 'http://169.254.169.254/' }).end();
  });
  assert.equal(await refusalCode(it.node), 'peer-redirects');
});

test('a peer that is down is unreachable', async () => {
  const it = await peer(() => {});
  await it[Symbol.asyncDispose]();
  assert.equal(await refusalCode(it.node), 'peer-unreachable');
});

test('a peer that takes the connection and says nothing is given up', async () => {
  await using it = await peer(() => {});
  assert.equal(await refusalCode(it.node), 'peer-silent');
});

test('a peer that drips bytes for ever is given up when the total time is over', async () => {
  await using it = await peer((_request, response) => {
    response.writeHead(200, { 'content-type': JSON_TYPE });
    const drip = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(drip));
  });
  assert.equal(await refusalCode(it.node), 'peer-too-slow');
});

test('an endless answer is cut at the limit', async () => {
  await using it = await peer((_request, response) => {
    response.writeHead(200, { 'content-type': JSON_TYPE });
    const pour = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536))) {}
    };
    response.on('drain', pour);
    pour();
  });
  assert.equal(await refusalCode(it.node, {}, { maxBytes: 1_000_000 }), 'peer-answer-too-large');
});

test('endless headers are refused', async () => {
  await using it = await raw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const pour = setInterval(() => socket.write(`x-${'a'.repeat(4_000)}: b\r\n`), 1);
    socket.on('close', () => clearInterval(pour));
  });
  assert.equal(await refusalCode(it.node), 'peer-unreachable');
});

test('an answer that is not HTTP, or breaks off, is refused', async () => {
  await using garbage = await raw((socket) => socket.end('\x00\x01\x02 garbage garbage\r\n\r\n'));
  assert.equal(await refusalCode(garbage.node), 'peer-unreachable');
  await using short = await raw((socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{}'),
  );
  assert.equal(await refusalCode(short.node), 'peer-unreachable');
});

test('an answer of another type, or compressed unasked, is refused', async () => {
  await using html = await peer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<p>hello');
  });
  assert.equal(await refusalCode(html.node), 'peer-answer-type');
  await using packed = await peer((_request, response) => {
    response.writeHead(200, { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' }).end('…');
  });
  assert.equal(await refusalCode(packed.node), 'peer-answer-type');
});

test('what the peer says is told apart: conflict, refused, busy, failed', async () => {
  const verdicts = { 400: 'refused', 404: 'refused', 409: 'conflict', 429: 'busy', 503: 'busy', 500: 'failed' };
  for (const [status, verdict] of Object.entries(verdicts)) {
    await using it = await peer((_request, response) => {
      response.writeHead(Number(status), { 'content-type': 'application/problem+json' }).end('{}');
    });
    const answer = await ask(it.node);
    assert.ok(answer.ok);
    assert.equal(answer.value.verdict, verdict, status);
  }
});

async function raw(onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  return {
    node: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
