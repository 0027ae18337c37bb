import type { Gap } from '../../model/gap.js';
import type { Table } from '../../model/ruleset.js';
import type { Json } from './json.js';
import { readListing } from './listing.js';
import type { NftSources } from './nft-sources.js';
import { TableTranslator } from './table-translator.js';

/** Translates the objects of `nft -j list ruleset`. A gap for every table of which a part is hidden. */
export function translateNft(
  objects: readonly Json[],
  sources: NftSources,
): { readonly tables: readonly Table[]; readonly gaps: readonly Gap[] } {
  const translators = readListing(objects).map((table) => new TableTranslator(table, sources));
  return {
    tables: translators.map((translator) => translator.translate()),
    gaps: translators.flatMap((translator) => translator.gaps()),
  };
}
