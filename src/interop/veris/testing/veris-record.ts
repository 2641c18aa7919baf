import type { VerisIncident } from '#interop/veris/incident.ts';

/** A small VERIS 1.3.3 record of our own, sound in every member; tests break it. */
export function verisRecord(more: Readonly<Record<string, unknown>> = {}): VerisIncident {
  return {
    schema_version: '1.3.3',
    incident_id: '0B0A091B-57B8-4634-9C39-000000000001',
    source_id: 'tests',
    security_incident: 'Confirmed',
    confidence: 'Medium',
    summary: 'Somebody opened the valves of a pumping station.',
    reference: 'https://news.example/valves; https://press.example/station',
    actor: { external: { variety: ['Nation-state'], motive: ['Espionage'], country: ['XX'] } },
    action: { hacking: { variety: ['Use of stolen creds'], vector: ['VPN'], cve: 'CVE-2024-1234' } },
    attribute: {
      availability: { variety: ['Interruption'], duration: { unit: 'Days', value: 2 } },
      confidentiality: { data_disclosure: 'Yes', data_total: 500, data: [{ variety: 'Personal', amount: 500 }] },
    },
    timeline: { incident: { year: 2024, month: 5, day: 3 }, discovery: { unit: 'Days', value: 4 } },
    victim: { victim_id: 'Valley Water', country: ['GB'], industry: '221310', employee_count: '11 to 100' },
    discovery_method: { internal: { variety: ['Log review'] } },
    ...more,
  } as VerisIncident;
}
