import { OTHER_SECTOR } from '#vocabulary/sectors.ts';

/**
 * North American Industry Classification System codes (2012 to 2022) as NIS2 sectors, by the longest prefix that is
 * listed. NAICS sorts by production and NIS2 by service, so this is a first guess for a person to correct.
 */
const SECTOR_BY_NAICS: Readonly<Record<string, string>> = {
  '111': 'food',
  '112': 'food',
  '114': 'food',
  '211': 'energy/oil',
  '213111': 'energy/oil',
  '213112': 'energy/oil',
  '22': 'energy',
  '2211': 'energy/electricity',
  '2212': 'energy/gas',
  '2213': 'drinking-water',
  '22132': 'waste-water',
  '22133': 'energy/district-heating-cooling',
  '31': 'manufacturing',
  '311': 'food',
  '312': 'food',
  '32': 'manufacturing',
  '324': 'energy/oil',
  '325': 'chemicals',
  '3254': 'health',
  '33': 'manufacturing',
  '333': 'manufacturing/machinery',
  '334': 'manufacturing/electronics',
  '335': 'manufacturing/electrical',
  '336': 'manufacturing/transport-equipment',
  '3361': 'manufacturing/vehicles',
  '3362': 'manufacturing/vehicles',
  '3363': 'manufacturing/vehicles',
  '33911': 'manufacturing/medical-devices',
  '4244': 'food',
  '4246': 'chemicals',
  '4247': 'energy/oil',
  '445': 'food',
  '447': 'energy/oil',
  '4541': 'digital-providers/marketplaces',
  '457': 'energy/oil',
  '48': 'transport',
  '481': 'transport/air',
  '482': 'transport/rail',
  '483': 'transport/water',
  '484': 'transport/road',
  '485': 'transport/road',
  '486': 'energy',
  '4861': 'energy/oil',
  '4862': 'energy/gas',
  '4881': 'transport/air',
  '4882': 'transport/rail',
  '4883': 'transport/water',
  '4884': 'transport/road',
  '491': 'postal',
  '492': 'postal',
  '517': 'digital-infrastructure',
  '518': 'digital-infrastructure',
  '519130': 'digital-providers',
  '519290': 'digital-providers',
  '521': 'banking',
  '522': 'banking',
  '523': 'financial-market',
  '525': 'financial-market',
  '5415': 'ict-services',
  '5417': 'research',
  '562': 'waste',
  '62': 'health',
  '624': OTHER_SECTOR,
  '92': 'public-administration',
  '927': 'space',
};

const MIN_DIGITS = 2;

/** Undefined for `000`, `Unknown` and codes that are none: the sector is then not known yet. */
export function sectorOfIndustry(industry: string | undefined): string | undefined {
  const code = industry?.trim() ?? '';
  if (!/^\d{2,6}$/.test(code) || /^0+$/.test(code)) return undefined;
  for (let digits = code.length; digits >= MIN_DIGITS; digits--) {
    const sector = SECTOR_BY_NAICS[code.slice(0, digits)];
    if (sector !== undefined) return sector;
  }
  return OTHER_SECTOR;
}
