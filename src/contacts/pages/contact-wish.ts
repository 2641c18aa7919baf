import type { ContactRecord } from '#contacts/contact-record.ts';
import type { ContactEntry } from '#contacts/directory.ts';
import type { NewContact } from '#contacts/directory-routes.ts';

type Wish = Partial<NewContact> & Pick<NewContact, 'kind' | 'name'>;

/** An entry as it would be stated again. */
export function wishOf(entry: ContactEntry): Wish {
  const { party, contact, kind, languages, hours, phone, email, url, pgp, seal, verifiedOn, validUntil } = entry;
  return present({
    party,
    contact,
    kind,
    name: entry.name ?? entry.partyName,
    languages: languages.length === 0 ? null : [...languages],
    hours,
    phone,
    email,
    url,
    pgp,
    seal,
    verified_on: verifiedOn,
    valid_until: validUntil,
  });
}

/** What a list said of a contact, to begin a form with; that it was verified is for whoever states it to say. */
export function wishFromRecord({
  kind,
  name,
  organisation,
  languages,
  hours,
  phone,
  email,
  url,
  pgp,
  seal,
}: ContactRecord): Wish {
  const rest = { languages, hours, phone, email, url, pgp, seal };
  return { kind, name: name ?? organisation, ...present(rest) };
}

function present<Wanted extends object>(
  values: { readonly [Name in keyof Wanted]: Wanted[Name] | null | undefined },
): Wanted {
  const kept = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept) as Wanted;
}
