import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '#settings.ts';

function refusalOf(environment: Record<string, string>) {
  const read = readSettings(environment);
  assert.equal(read.ok, false, JSON.stringify(environment));
  return read.refusal;
}

test('an empty environment gives a live node on SQLite that listens on loopback', () => {
  const read = readSettings({});
  assert.ok(read.ok);
  assert.equal(read.value.realm, 'live');
  assert.deepEqual(read.value.store, { engine: 'sqlite', folder: './data' });
  assert.equal(read.value.host, '127.0.0.1');
  assert.equal(read.value.origin, 'localhost:4600/log');
});

test('references begin with the letters that are set, else with those of the node’s name, and with no look-alike', () => {
  const letters = (environment: Record<string, string>) => {
    const read = readSettings(environment);
    return read.ok ? read.value.referenceLetters : read.refusal.place;
  };
  assert.equal(letters({ COMITY_REFERENCE_LETTERS: 'VM', COMITY_OPERATED_BY: 'Somebody else' }), 'VM');
  assert.equal(letters({ COMITY_OPERATED_BY: 'Veldmark National CSIRT' }), 'VN');
  for (const wrong of ['', 'vm', 'V', 'VMX', 'IO', 'V1', '–-']) {
    assert.equal(letters({ COMITY_REFERENCE_LETTERS: wrong }), 'COMITY_REFERENCE_LETTERS', wrong);
  }
});

test('DATABASE_URL moves the statements to PostgreSQL and leaves the folder for keys and blobs', () => {
  const read = readSettings({ DATABASE_URL: 'postgres://localhost/comity', COMITY_DATA: '/srv/comity' });
  assert.ok(read.ok);
  assert.deepEqual(read.value.store, { engine: 'postgres', url: 'postgres://localhost/comity', schema: 'comity' });
  assert.deepEqual(read.value.unlock, { keyFile: '/srv/comity/node.key' });
});

test('a node has an address at which browsers make passkeys, and one that is none is refused with what to write', () => {
  const address = (environment: Record<string, string>) => {
    const read = readSettings(environment);
    return read.ok ? read.value.publicUrl : read.refusal.sentence;
  };
  assert.equal(address({}), 'http://localhost:4600');
  assert.equal(address({ COMITY_LISTEN: '[::1]:4711' }), 'http://localhost:4711');
  for (const url of ['https://comity.example', 'https://comity.example:8443', 'http://node.localhost:4600']) {
    assert.equal(address({ COMITY_PUBLIC_URL: `${url}/` }), url);
  }
  for (const [url, next] of [
    ['http://127.0.0.1:4711', 'write a name, as http://localhost:4711.'],
    ['http://[::1]:4711', 'write a name, as http://localhost:4711.'],
    ['https://192.0.2.1', 'write a name, as https://comity.example.'],
    ['http://comity.example:4600', 'write https://comity.example:4600, and let a proxy speak it.'],
    ['https://comity.example/comity', 'write https://comity.example, or give the node a host name of its own.'],
  ] as const) {
    assert.ok(address({ COMITY_PUBLIC_URL: url }).endsWith(next), address({ COMITY_PUBLIC_URL: url }));
  }
  const everywhere = refusalOf({ COMITY_LISTEN: '0.0.0.0:4600' });
  assert.deepEqual([everywhere.code, everywhere.place], ['setting-missing', 'COMITY_PUBLIC_URL']);
});

test('a misspelt setting is refused instead of ignored', () => {
  assert.equal(refusalOf({ COMITY_REALMS: 'live' }).place, 'COMITY_REALMS');
});

test('private peers are refused in the live realm', () => {
  assert.equal(refusalOf({ COMITY_PRIVATE_PEERS: 'yes' }).code, 'setting-contradicts');
  assert.ok(readSettings({ COMITY_PRIVATE_PEERS: 'yes', COMITY_REALM: 'exercise:north' }).ok);
});

test('fictional states join groups in an exercise, and never in the live realm', () => {
  const groups = { COMITY_STATE_GROUPS: 'EU=XV,XA OSCE=XV' };
  assert.equal(refusalOf(groups).code, 'setting-contradicts');
  const read = readSettings({ ...groups, COMITY_REALM: 'exercise:north' });
  assert.ok(read.ok);
  assert.deepEqual(read.value.stateGroups, { EU: ['XV', 'XA'], OSCE: ['XV'] });
});

test('an exercise names the party that keeps its clock, and the live realm none', () => {
  const named = { COMITY_EXERCISE_CLOCK: 'did:web:csirt.veldmark.example' };
  assert.equal(refusalOf(named).code, 'setting-contradicts');
  const read = readSettings({ ...named, COMITY_REALM: 'exercise:north' });
  assert.ok(read.ok);
  assert.equal(read.value.exerciseClock, named.COMITY_EXERCISE_CLOCK);
});

test('a proxy on the same machine is believed behind https, another one where it is named, and nobody otherwise', () => {
  const proxies = (environment: Record<string, string>) => {
    const read = readSettings(environment);
    return read.ok ? read.value.trustedProxies : read.refusal.place;
  };
  assert.deepEqual(proxies({}), []);
  const https = { COMITY_PUBLIC_URL: 'https://comity.example' };
  assert.deepEqual(proxies(https), ['127.0.0.1', '::1']);
  assert.deepEqual(proxies({ ...https, COMITY_LISTEN: '0.0.0.0:4600' }), []);
  assert.deepEqual(proxies({ COMITY_TRUSTED_PROXIES: '10.0.0.0/24, fd00::1' }), ['10.0.0.0/24', 'fd00::1']);
  for (const wrong of ['all', '10.0.0.0/0', '10.0.0.0/33', '10.0.0/8/8', 'loopback', '::/200']) {
    assert.equal(proxies({ COMITY_TRUSTED_PROXIES: wrong }), 'COMITY_TRUSTED_PROXIES', wrong);
  }
});

test('each malformed setting is refused by name', () => {
  const bad: Record<string, string>[] = [
    { COMITY_LISTEN: '4600' },
    { COMITY_LISTEN: '127.0.0.1:70000' },
    { COMITY_PUBLIC_URL: 'ftp://comity.example' },
    { COMITY_PUBLIC_URL: 'https://user:word@comity.example' },
    { COMITY_PUBLIC_URL: 'https://comity.example/?a=b' },
    { COMITY_PUBLIC_URL: 'https://comity.example/behind/a/path' },
    { COMITY_REALM: 'LIVE' },
    { COMITY_REALM: 'exercise:' },
    { COMITY_CADENCE_MS: '0' },
    { COMITY_CADENCE_MS: '1e3' },
    { COMITY_PADDING: '-1' },
    { COMITY_PADDING: '9999' },
    { COMITY_LOG_LEVEL: 'loud' },
    { COMITY_STATE_GROUPS: 'EU=DE' },
    { COMITY_STATE_GROUPS: 'EU:XV' },
    { COMITY_STATE_GROUPS: 'EU=XV EU=XA' },
    { COMITY_STATE_GROUPS: 'EU=' },
    { COMITY_EXERCISE_CLOCK: 'csirt.veldmark.example' },
    { DATABASE_URL: 'mysql://somewhere/comity' },
    { COMITY_SCHEMA: 'drop table', DATABASE_URL: 'postgres://somewhere/comity' },
    { COMITY_METRICS_LISTEN: '9464' },
    { COMITY_METRICS_LISTEN: '0.0.0.0:9464' },
    { COMITY_METRICS_LISTEN: '[2001:4860:4860::8888]:9464' },
    { COMITY_ORIGIN: 'two words' },
    { COMITY_ORIGIN: 'a+b' },
  ];
  for (const environment of bad) assert.equal(refusalOf(environment).place, Object.keys(environment)[0]);
});

test('mail is taken only on the machine or its own network, and only for desks that are named', () => {
  const read = (listen: string | undefined, desks: string | undefined) => {
    const settings = readSettings({
      ...(listen === undefined ? {} : { COMITY_MAIL_LISTEN: listen }),
      ...(desks === undefined ? {} : { COMITY_MAIL_DESKS: desks }),
    });
    return settings.ok ? settings.value.mailDoor : settings.refusal.place;
  };
  const desk = 'Report@csirt.example=did:web:csirt.example';
  assert.equal(read(undefined, undefined), undefined);
  assert.deepEqual(read('127.0.0.1:2525', desk), {
    host: '127.0.0.1',
    port: 2525,
    desks: new Map([['report@csirt.example', 'did:web:csirt.example']]),
    servers: ['127.0.0.1', '::1'],
  });
  const servers = (listen: string, text?: string) => {
    const told = text === undefined ? {} : { COMITY_MAIL_SERVERS: text };
    const settings = readSettings({ COMITY_MAIL_LISTEN: listen, COMITY_MAIL_DESKS: desk, ...told });
    return settings.ok ? settings.value.mailDoor?.servers : settings.refusal.place;
  };
  assert.deepEqual(servers('[::1]:2525'), ['127.0.0.1', '::1']);
  assert.deepEqual(servers('10.1.2.3:25'), [], 'in a network anybody may stand: nobody is believed unasked');
  assert.deepEqual(servers('10.1.2.3:25', '10.1.2.4, fd00::4'), ['10.1.2.4', 'fd00::4']);
  for (const text of ['mx.example', '10.1.2.0/24'])
    assert.equal(servers('10.1.2.3:25', text), 'COMITY_MAIL_SERVERS', text);
  assert.ok(typeof read('10.1.2.3:25', desk) === 'object');
  for (const listen of [
    undefined,
    '0.0.0.0:25',
    '8.8.8.8:25',
    '[2001:4860:4860::8888]:25',
    '169.254.0.1:25',
    'localhost:25',
  ]) {
    assert.equal(read(listen, desk), 'COMITY_MAIL_LISTEN', String(listen));
  }
  for (const desks of [undefined, '', 'report@csirt.example', 'x=did:web:a', `${desk} ${desk}`]) {
    assert.equal(read('127.0.0.1:2525', desks), 'COMITY_MAIL_DESKS', String(desks));
  }
});
