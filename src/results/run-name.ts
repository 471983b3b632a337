/** Names of runs: a date and two plain words, easy to say and to tell apart. */
import { nearest } from '../scenarios/nearest.js';

const ADJECTIVES = words(`
  amber ample autumn balmy bright brisk calm candid clear cloudy coastal cool copper coral cosy crisp dapper dawn
  deep dewy distant dry early earnest easy even faint fair fine fond fresh frosty gentle glad golden grand grassy
  green hazel hazy honest humble idle indigo ivory jade jolly keen kind lake late leafy level light lilac linen
  lively lofty loyal lucid lunar mellow merry mild misty modest mossy narrow neat new noble north oaken olive open
  opal orderly pale patient pearl placid plain polar proud quick quiet rainy ripe rosy round russet sandy serene
  silent silver slow snowy soft solar spare spring steady still sunny swift tidy vivid warm western wide windy
`);
const NOUNS = words(`
  acorn alder apple arch aspen atlas badger barley basin bay beacon beech berry birch bridge brook canal candle
  canyon cedar cherry clover cove crane creek curlew daisy delta dune elder elm fern field finch fjord garden
  gate glade grove gull harbour hazelnut heath hedge heron hill inlet island ivy jasmine juniper kettle lagoon
  lantern larch lark ledge lemon linden loom maple marsh meadow mill mint moor nutmeg oak orchard otter paddle
  path pear pebble pine plain plover pond poplar prairie quill reed ridge river robin rowan saddle sage shore
  sparrow spruce stone stream swallow table thistle thrush tulip valley walnut willow window wren yarrow
`);

/** Steps through all pairs before one comes again: a prime that divides neither list's length. */
const STEP = 7919;

/**
 * Two words for a run.
 * @param random in [0, 1), from the caller.
 * @param attempt 0, and one more for each name that was taken.
 */
export function twoWords(random: number, attempt = 0): string {
  const pairs = ADJECTIVES.length * NOUNS.length;
  const index = (Math.floor(random * pairs) + attempt * STEP) % pairs;
  return `${ADJECTIVES[Math.floor(index / NOUNS.length)]!}-${NOUNS[index % NOUNS.length]!}`;
}

/** How many pairs there are: after so many attempts of one day every name was tried. */
export const PAIRS = ADJECTIVES.length * NOUNS.length;

/** The run that was probably meant: mostly it is remembered by its words, without the date. */
export function nearestName(name: string, runs: readonly string[]): string | undefined {
  return nearest(name, runs) ?? nearest(name, runs, (run) => run.replace(/^\d{4}-\d{2}-\d{2}-/, ''));
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
