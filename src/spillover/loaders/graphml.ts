import { accept, type Outcome, refuse } from '#outcome.ts';
import type { SpilloverCode } from '#spillover/codes.ts';
import type { Intake } from '#spillover/intake.ts';
import { Dependency, Service } from '#spillover/model.ts';
import { departure, fits } from '#statement/validator.ts';
import { stateNamed } from './state-names.ts';

const TAG =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<(\/?)([\w:]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/gu;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gu;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** Neighbours in a network that has no direction can stand in for each other. */
const NETWORK_GROUP = 'network';

/** This program writes `directed` for every drawing, whatever its lines mean. */
const YFILES = /yworks\.com/u;
const NUMBERS = [
  'people',
  'outputPerHour',
  'bufferHours',
  'recoveryHours',
  'restartHours',
  'strength',
  'delayHours',
];

type Element = {
  readonly tag: 'node' | 'edge';
  readonly attributes: Readonly<Record<string, string>>;
  readonly values: Record<string, string>;
};

/**
 * GraphML: a node is a service, and its data are read where they are named like a service's members, or `Country`. A
 * directed edge leads from whoever provides to whoever needs; undirected ones join neighbours, any one of which is enough.
 */
export function loadGraphml(text: string, intake: Intake): Outcome<null, SpilloverCode> {
  if (/<!DOCTYPE|<!ENTITY/iu.test(text))
    return refuse('model-malformed', 'GraphML with a DOCTYPE is not read.', '1');
  const { elements, directed, isGraphml } = elementsOf(text);
  if (!isGraphml) return refuse('model-malformed', 'There is no graphml element in this file.', '1');
  for (const { tag, attributes, values } of elements) {
    if (tag !== 'node') continue;
    const added = addNode(attributes.id ?? '', values, intake);
    if (!added.ok) return added;
  }
  const joined = new Set<string>();
  for (const { tag, attributes, values } of elements) {
    if (tag !== 'edge') continue;
    const { source = '', target = '' } = attributes;
    const ways = directed
      ? [[target, source]]
      : [
          [target, source],
          [source, target],
        ];
    for (const [service = '', on = ''] of ways) {
      // Parallel lines between two neighbours are one need.
      if (!directed && (joined.has(`${service}\u0000${on}`) || service === on)) continue;
      joined.add(`${service}\u0000${on}`);
      const added = addEdge(service, on, directed, values, intake);
      if (!added.ok) return added;
    }
  }
  return accept(null);
}

function elementsOf(text: string) {
  const keys = new Map<string, string>();
  const elements: Element[] = [];
  let current: Element | undefined;
  let data: { readonly name: string; readonly from: number } | undefined;
  let directed = false;
  let isGraphml = false;
  for (const found of text.matchAll(TAG)) {
    const [whole, closing = '', tag = '', written = '', empty = ''] = found;
    const attributes = Object.fromEntries(
      written
        .matchAll(ATTRIBUTE)
        .map(([, name = '', double, single]) => [name, unescaped(double ?? single ?? '')]),
    );
    if (tag === 'graphml') isGraphml = true;
    else if (tag === 'key' && closing === '') keys.set(attributes.id ?? '', attributes['attr.name'] ?? '');
    else if (tag === 'graph' && closing === '')
      directed = attributes.edgedefault === 'directed' && !YFILES.test(text);
    else if (tag === 'data' && closing === '' && empty === '')
      data = { name: keys.get(attributes.key ?? '') ?? '', from: found.index + whole.length };
    else if (tag === 'data' && closing !== '') {
      if (current !== undefined && data !== undefined && data.name !== '')
        current.values[data.name] = textOf(text.slice(data.from, found.index));
      data = undefined;
    } else if (tag === 'node' || tag === 'edge') {
      if (closing !== '') current = undefined;
      else {
        const element = { tag, attributes, values: {} } as const;
        elements.push(element);
        current = empty === '' ? element : undefined;
      }
    }
  }
  return { elements, directed, isGraphml };
}

function textOf(written: string): string {
  const literal = /^\s*<!\[CDATA\[([\s\S]*)\]\]>\s*$/u.exec(written);
  return literal === null ? unescaped(written).trim() : literal[1]!.trim();
}

function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/giu, (whole, hex, decimal, name: string | undefined) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(String(hex), 16) % 0x110000);
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal) % 0x110000);
    return ENTITIES[name ?? ''] ?? whole;
  });
}

function numbersOf(values: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    NUMBERS.flatMap((name) => {
      const text = values[name];
      if (text === undefined || text === '') return [];
      const number = Number(text);
      return [[name, Number.isNaN(number) ? text : number]];
    }),
  );
}

function addNode(
  id: string,
  values: Readonly<Record<string, string>>,
  intake: Intake,
): Outcome<null, SpilloverCode> {
  const name = values.name ?? values.label;
  // Many maps of networks write the country only behind the place, as in "Dublin, Ireland".
  const state = stateNamed(values.state ?? values.Country ?? values.country ?? name?.split(',').at(-1) ?? '');
  const service = {
    id,
    ...(name === undefined || name === '' ? {} : { name }),
    kind: values.kind ?? NETWORK_GROUP,
    state,
    ...numbersOf(values),
  };
  const place = `node ${id}`;
  if (fits(Service, service)) return intake.addService(service as Service, place);
  const { pointer, expected } = departure(Service, service);
  return refuse('model-malformed', `${pointer.slice(1)} ${expected}.`, place);
}

function addEdge(
  service: string,
  on: string,
  directed: boolean,
  values: Readonly<Record<string, string>>,
  intake: Intake,
): Outcome<null, SpilloverCode> {
  const group = values.group ?? (directed ? undefined : NETWORK_GROUP);
  const dependency = { service, on, ...(group === undefined ? {} : { group }), ...numbersOf(values) };
  const place = `edge ${on} ${service}`;
  if (fits(Dependency, dependency)) return intake.addDependency(dependency as Dependency, place);
  const { pointer, expected } = departure(Dependency, dependency);
  return refuse('model-malformed', `${pointer.slice(1)} ${expected}.`, place);
}
