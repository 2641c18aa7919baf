import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { Cascade } from '#spillover/cascade.ts';
import { lossOf, staticInoperability } from '#spillover/economy/inoperability.ts';
import { findingsOf } from '#spillover/findings.ts';
import type { Service } from '#spillover/model.ts';
import { Draws } from '#spillover/philox.ts';
import { readModel } from '#spillover/read-model.ts';
import { modelOf } from '#spillover/testing/networks.ts';
import { absent, referenceBytes, referenceNames, referenceText } from '#testing/reference-data.ts';
import { stateNamed } from './state-names.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-spillover-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function place(name: string, text: string | Uint8Array): string {
  files += 1;
  const own = join(folder, String(files));
  mkdirSync(own);
  writeFileSync(join(own, name), text);
  return join(own, name);
}

function tables(texts: Readonly<Record<string, string | Uint8Array>>): string {
  files += 1;
  const own = join(folder, String(files));
  mkdirSync(own);
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(own, name), text);
  return own;
}

async function read(path: string) {
  const model = await readModel(path);
  assert.ok(model.ok, model.ok ? '' : `${model.refusal.place}: ${model.refusal.sentence}`);
  return model.value;
}

async function networkIn(path: string) {
  const model = await read(path);
  assert.ok(model.of === 'services');
  return model.network;
}

async function refusalIn(path: string) {
  const model = await readModel(path);
  return model.ok ? [] : [model.refusal.code, model.refusal.place];
}

const SERVICES = 'id,kind,state,people,bufferHours,capacity,unit,redundancy\n';

test('two tables make the network that the same model in JSON makes', async () => {
  const json = place(
    'model.json',
    JSON.stringify(
      modelOf(
        [
          { id: 'grid', people: 10, capacity: { amount: 5, unit: 'MW' } },
          {
            id: 'ward',
            kind: 'care',
            state: null,
            bufferHours: { low: 1, likely: 2, high: 4 },
            redundancy: { feed: 1 },
          },
        ],
        [{ service: 'ward', on: 'grid', group: 'feed', strength: 0.5, delayHours: 2, restartWithout: true }],
      ),
    ),
  );
  const csv = tables({
    'services.csv': `${SERVICES}grid,power,XA,10,,5,MW,\nward,care,-,,1/2/4,,,feed=1\n`,
    'dependencies.csv': 'service,on,group,strength,delayHours,restartWithout\nward,grid,feed,0.5,2,true\n',
  });
  assert.deepEqual(await networkIn(csv), await networkIn(json));
});

for (const [title, services, code, line] of [
  ['no state', 'a,power,,1,,,,\n', 'service-state-missing', 2],
  ['a word for a number', 'a,power,XA,many,,,,\n', 'model-malformed', 2],
  ['a service twice', 'a,power,XA,1,,,,\na,power,XA,1,,,,\n', 'service-twice', 3],
  ['two units', 'a,power,XA,1,,5,MW,\nb,power,XA,1,,5,GW,\n', 'units-mixed', 3],
  ['a row that is too long', 'a,power,XA,1,,,,,,\n', 'model-malformed', 2],
] as const) {
  test(`a table of services with ${title} is refused at its line`, async () => {
    const path = tables({ 'services.csv': SERVICES + services, 'dependencies.csv': 'service,on\n' });
    const [refused, where] = await refusalIn(path);
    assert.equal(refused, code);
    assert.match(String(where), new RegExp(`^services.csv:${line}`, 'u'));
  });
}

test('any service that JSON can say, tables say as well', async () => {
  const hours = fc.oneof(
    fc.integer({ min: 0, max: 500 }),
    fc.record({ low: fc.nat(9), likely: fc.integer({ min: 9, max: 20 }), high: fc.integer({ min: 20, max: 90 }) }),
  );
  const service = fc.record({
    kind: fc.constantFrom('power', 'water, clean', 'care "24h"'),
    state: fc.constantFrom('XA', 'FR', null),
    people: fc.nat(),
    bufferHours: hours,
    recoveryHours: hours,
    restartHours: hours,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(service, { minLength: 1, maxLength: 6 }), async (list) => {
      const model = modelOf(list as Partial<Service>[], []);
      const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const range = (value: unknown) =>
        typeof value === 'object' ? Object.values(value as object).join('/') : String(value as number);
      const rows = model.services.map((one) =>
        [
          one.id,
          quote(one.kind),
          one.state ?? '-',
          one.people,
          range(one.bufferHours),
          range(one.recoveryHours),
          range(one.restartHours),
        ].join(','),
      );
      const head = 'id,kind,state,people,bufferHours,recoveryHours,restartHours';
      const csv = tables({ 'services.csv': `${head}\n${rows.join('\n')}\n`, 'dependencies.csv': 'service,on\n' });
      assert.deepEqual(await networkIn(csv), await networkIn(place('m.json', JSON.stringify(model))));
    }),
    { numRuns: 25 },
  );
});

const GRAPH = (edges: string, directed: boolean) => `<?xml version="1.0"?><graphml>
<key id="k" for="node" attr.name="state"/><key id="b" for="node" attr.name="bufferHours"/>
<graph edgedefault="${directed ? 'directed' : 'undirected'}">
<!-- <node id="no"/> --><node id="a &amp; b"><data key="k">XA</data><data key="b">4</data></node>
<node id='c'><data key="k"><![CDATA[France]]></data></node>${edges}</graph></graphml>`;

test('GraphML nodes are services; a directed edge leads to whoever needs, an undirected one both ways', async () => {
  const edge = '<edge source="a &amp; b" target="c"/>';
  const directed = await networkIn(place('m.graphml', GRAPH(edge, true)));
  assert.deepEqual(
    [directed.ids, directed.states],
    [
      ['a & b', 'c'],
      ['XA', 'FR'],
    ],
  );
  assert.deepEqual([...directed.arrays.edgeStart], [0, 1, 1]);
  assert.equal(directed.arrays.buffer[1], 240);
  const both = await networkIn(place('m.graphml', GRAPH(edge + edge, false)));
  assert.deepEqual([...both.arrays.edgeStart], [0, 1, 2]);
});

test('GraphML with a DOCTYPE, with an edge to nowhere or with nothing of a graph is refused', async () => {
  const codes = [
    [`<!DOCTYPE x [<!ENTITY a "b">]>${GRAPH('', true)}`, 'model-malformed'],
    [GRAPH('<edge source="c" target="gone"/>', true), 'service-not-in-model'],
    [GRAPH('<edge source="c" target="c"/>', true), 'dependency-on-itself'],
    [
      GRAPH('<edge source="a &amp; b" target="c"/><edge source="a &amp; b" target="c"/>', true),
      'dependency-twice',
    ],
    [GRAPH('<node id="c"/>', true), 'service-twice'],
    ['<html/>', 'model-malformed'],
    ['', 'model-malformed'],
  ] as const;
  for (const [text, code] of codes) assert.equal((await refusalIn(place('m.graphml', text)))[0], code, text);
});

test('no text makes a loader throw', async () => {
  const piece = fc.constantFrom(
    '<node id="a"',
    '/>',
    '<edge source="a" target="b"',
    '<data key="k">',
    '</data>',
    '<![CDATA[',
    ']]>',
    'mpc.bus = [',
    '1 2 3;',
    '];',
    'mpc.baseMVA = 100;',
    '{"type":',
    '"FeatureCollection"',
    ',',
    'NaN',
    'Inf',
    '&#xffffffff;',
    '<graphml>',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(piece, fc.string()), { maxLength: 25 }),
      fc.constantFrom('.graphml', '.m', '.json'),
      async (parts, ending) => {
        await readModel(place(`m${ending}`, parts.join('')));
      },
    ),
    { numRuns: 60 },
  );
});

test('states are known by code and by name, and guessed from nothing', () => {
  const known = ['DE', 'Germany', 'czech republic', "Côte d'Ivoire", 'XA'].map(stateNamed);
  assert.deepEqual(known.slice(0, 3).concat(known.slice(4)), ['DE', 'DE', 'CZ', 'XA']);
  assert.deepEqual(['', 'Atlantis', 'ZZ'].map(stateNamed), [null, null, null]);
});

const CABLES = {
  type: 'FeatureCollection',
  features: [
    { geometry: { type: 'Point', coordinates: [5.37, 43.29] }, properties: { name: 'Marseille, France' } },
    { geometry: { type: 'Point', coordinates: [10.24, 37.27] }, properties: { name: 'Bizerte, Tunisia' } },
    {
      geometry: {
        type: 'MultiLineString',
        coordinates: [
          [
            [5.371, 43.291],
            [8, 40],
          ],
          [
            [8, 40],
            [10.24, 37.27],
          ],
        ],
      },
      properties: { name: 'One Cable' },
    },
  ],
};

test('a cable carries the landing points at its ends, and they carry their states', async () => {
  const { ids, arrays } = await networkIn(place('cables.geojson', JSON.stringify(CABLES)));
  const cable = ids.indexOf('cable: One Cable');
  assert.equal(arrays.edgeStart[cable + 1]! - arrays.edgeStart[cable]!, 2);
  assert.ok(ids.includes('connectivity: FR') && ids.includes('connectivity: TN'));
});

const IO = { 'flows.csv': ',a,b\na,10,40\nb,30,20\n', 'output.csv': 'sector,output\na,100\nb,200\n' };

test('an input-output table is read with the effects that can be worked by hand', async () => {
  const model = await read(tables(IO));
  assert.ok(model.of === 'economy');
  const found = staticInoperability(model.economy, Float64Array.of(0.1, 0));
  assert.ok(found.ok);
  assert.ok(Math.abs(lossOf(model.economy, found.value) - 16) < 1e-9);
});

test('a table with a sector twice, in another order, without an output or in two units is refused at its place', async () => {
  const { 'flows.csv': flows, 'output.csv': output } = IO;
  for (const [texts, code, where] of [
    [{ ...IO, 'flows.csv': flows.replace(',a,b', ',a,a') }, 'service-twice', 'flows.csv:1'],
    [{ ...IO, 'flows.csv': flows.replace('\nb,', '\nc,') }, 'model-malformed', 'flows.csv:3'],
    [{ ...IO, 'flows.csv': flows.replace('40', 'x') }, 'model-malformed', 'flows.csv:2'],
    [{ ...IO, 'output.csv': output.replace('b,200\n', '') }, 'model-malformed', 'output.csv'],
    [{ ...IO, 'output.csv': output.replace('200', '0.2') }, 'units-mixed', 'b'],
    [{ ...IO, 'households.csv': 'group,sector,share\npoor,c,0.5\n' }, 'service-not-in-model', 'households.csv:2'],
  ] as const) {
    assert.deepEqual(await refusalIn(tables(texts)), [code, where]);
  }
});

test('a grid with a bus twice, a branch to nowhere or without reactance is refused at its row', async () => {
  const made = (bus: string, branch: string) =>
    `mpc.baseMVA = 100;\nmpc.bus = [\n1 3 0 0 0;\n2 1 50 0 0;\n${bus}];\nmpc.gen = [\n1 50 0 0 0 0 0 1 60;\n];\nmpc.branch = [\n${branch}\n];`;
  const row = (from: number, to: number, x: number) => `${from} ${to} 0 ${x} 0 0 0 0 0 0 1;`;
  assert.deepEqual(await refusalIn(place('g.m', made('', row(1, 2, 0.1)))), []);
  assert.deepEqual(await refusalIn(place('g.m', made('2 1 0 0 0;\n', row(1, 2, 0.1)))), [
    'service-twice',
    'mpc.bus(3)',
  ]);
  assert.deepEqual(await refusalIn(place('g.m', made('', row(1, 9, 0.1)))), [
    'service-not-in-model',
    'mpc.branch(1)',
  ]);
  assert.deepEqual(await refusalIn(place('g.m', made('', row(1, 2, 0)))), [
    'capacity-not-positive',
    'mpc.branch(1)',
  ]);
  assert.deepEqual(await refusalIn(place('g.m', made('', '1 2 0;'))), ['model-malformed', 'mpc.branch(1)']);
});

test('a file of another kind is refused with the kinds that are read', async () => {
  assert.equal((await refusalIn(place('model.xlsx', 'PK')))[0], 'model-format-unknown');
  assert.equal((await refusalIn(join(folder, 'gone.json')))[0], 'file-missing');
  assert.equal((await refusalIn(tables({ 'other.csv': '' })))[0], 'file-missing');
});

const noNetworks = absent('networks-telecom');

test('every research network of the Topology Zoo is read, most of it with its states', {
  skip: noNetworks,
}, async () => {
  for (const name of referenceNames('networks-telecom/topology-zoo')) {
    if (!name.endsWith('.graphml')) continue;
    const network = await networkIn(place('m.graphml', referenceText(`networks-telecom/topology-zoo/${name}`)));
    assert.ok(network.ids.length > 5, name);
    assert.ok(network.arrays.edgeGroup.length >= network.ids.length / 2, name);
  }
});

test('the submarine cables of 2021 are read, over a hundred states and a thousand landings of cables among them', {
  skip: noNetworks,
}, async () => {
  const parts = ['landing-point-geo.json.gz', 'cable-geo.json.gz'].map(
    (name) => JSON.parse(referenceText(`networks-telecom/submarine-cables/${name}`)) as { features: object[] },
  );
  const path = place(
    'c.geojson',
    JSON.stringify({ type: 'FeatureCollection', features: parts.flatMap((one) => one.features) }),
  );
  const model = await read(path);
  const found = findingsOf(model);
  assert.ok(found.ok && found.value.of === 'services');
  assert.ok(found.value.states > 100 && found.value.dependencies > 1_000, JSON.stringify(found.value));
});

test('WIOD 2011 and the seven regions are read, and stable', { skip: absent('io-tables') }, async () => {
  for (const name of ['wiot_2011_41x13', 'wiot_regional_2011']) {
    const path = tables({
      'flows.csv': referenceBytes(`io-tables/wiod/${name}_Z.csv.gz`),
      'output.csv': referenceBytes(`io-tables/wiod/${name}_output.csv`),
    });
    const found = findingsOf(await read(path));
    assert.ok(found.ok, found.ok ? '' : found.refusal.sentence);
  }
});

/** Power, water, gas and telecommunications of Shelby County as our two tables: arcs within a network, and between them. */
function shelby(): string {
  const networks = ['Power', 'Water', 'Gas', 'Telecommunication'];
  const rowsOf = (name: string) =>
    parse(referenceText(`networks-interdependent/extended_shelby_county/${name}.csv`), {
      columns: true,
    }) as Record<string, string>[];
  const services = networks.flatMap((network) =>
    rowsOf(`${network}Nodes`).map(
      (row) => `${network} ${row.ID},${network},US,${Math.round(Number(row.population) || 0)},4`,
    ),
  );
  const within = networks.flatMap((network) =>
    rowsOf(`${network}Arcs`).map((row) => `${network} ${row['End Node']},${network} ${row['Start Node']},feed`),
  );
  const between = rowsOf('Interdep').map(
    (row) =>
      `${row['Depender Network']} ${row['Depender Node']},${row['Dependee Network']} ${row['Dependee Node']},${row['Dependee Network']}`,
  );
  return tables({
    'services.csv': `id,kind,state,people,bufferHours\n${services.join('\n')}\n`,
    'dependencies.csv': `service,on,group\n${[...new Set([...within, ...between])].join('\n')}\n`,
  });
}

const noShelby = absent('networks-interdependent');

test('in Shelby County, the loss of all power reaches water and telecommunications once their buffers are used up', {
  skip: noShelby,
}, async () => {
  const path = shelby();
  const { ids, arrays } = await networkIn(path);
  assert.equal(ids.length, 75 + 49 + 16 + 27);
  const cascade = new Cascade(arrays, new Draws(1), 6_000);
  const power = ids.flatMap((id, service) => (id.startsWith('Power') ? [service] : []));
  cascade.run(
    0,
    power.map((service) => ({ service, minute: 0, minutes: 1_440 })),
  );
  const reached = cascade.outs.filter((service) => !power.includes(service));
  const kinds = new Set(reached.map((service) => ids[service]!.split(' ')[0]));
  assert.ok(kinds.has('Water') && kinds.has('Telecommunication'), [...kinds].join());
  for (const service of reached) assert.ok(cascade.firstOut[service]! >= 240);
});
