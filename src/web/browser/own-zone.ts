/** Where nobody has chosen a clock yet, it is the device's: whoever types a time reads it from there. */
export function chooseOwnZone(): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const select of document.querySelectorAll<HTMLSelectElement>('select[data-own-zone]')) {
    if ([...select.options].some(({ value }) => value === zone)) select.value = zone;
  }
}
