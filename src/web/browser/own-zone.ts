/**
 * Where nobody has chosen a clock yet, it is the device's: whoever types a time reads it from there. Browsers do not
 * agree on the names of some zones (Europe/Kiev, Europe/Kyiv); the device's own is added where the list has another,
 * since the node reads either, and to leave UTC would move the times of a report by hours.
 */
export function chooseOwnZone(): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const select of document.querySelectorAll<HTMLSelectElement>('select[data-own-zone]')) {
    if (![...select.options].some(({ value }) => value === zone)) select.add(new Option(zone, zone));
    select.value = zone;
  }
}
