/** Which drawing fits a product, by the words of its name; the most telling ones are asked first. */
import * as house from './house-things.js';
import * as play from './play-things.js';
import * as plain from './things.js';
import type { Thing } from './things.js';

const choices: readonly (readonly [words: string, draw: Thing])[] = [
  ['night light|table lamp|desk lamp|reading lamp|clip lamp', house.tableLamp],
  ['string lights', house.stringLights],
  ['floor lamp', house.floorLamp],
  ['head torch|torch|spotlight', house.torch],
  ['lantern', house.lantern],
  ['candle holder', house.candle],
  ['pendant|ceiling lamp|lamp shade|wall light|lamp', house.pendant],
  ['watering can|plant mister', house.wateringCan],
  ['hanging planter', house.hangingPot],
  ['terrarium|propagation vase', house.terrarium],
  ['plant stand|record stand|headphone stand|pen stand|spice rack', plain.stand],
  ['plant pot|herb garden|bonsai tray|moss pole|planter', house.pot],
  ['window box|seed tray|raised bed|paper tray|serving platter|tray', plain.tray],
  ['kettle|moka pot', plain.kettle],
  ['teapot|french press', plain.teapot],
  ['milk jug|jug', plain.jug],
  ['saucer', plain.plates],
  ['coffee grinder|pepper mill|grinder', plain.mill],
  ['mug|espresso cup|measuring cups|cup|dripper', plain.mug],
  ['water bottle|cold brew', plain.bottle],
  ['bowl|mortar|colander', plain.bowl],
  ['jar|caddy|ink bottle', plain.jar],
  ['chopping board', plain.board],
  ['frying pan|tea strainer|pan', plain.pan],
  ['rolling pin|trekking pole|ruler', plain.rod],
  ['coffee scoop|pocket knife|garden trowel|letter opener', play.knife],
  ['fountain pen|pen', plain.pen],
  ['notebook|journal|planner|sketchbook|folder|book', plain.book],
  ['postcard|envelope|memory game|bookmark', plain.cards],
  ['cushion|pillowcase', house.cushion],
  ['rug|runner|bath mat|picnic blanket', house.rug],
  ['curtain|apron|bathrobe|tea towel', house.hanging],
  ['sleeping mat', play.roll],
  ['blanket|towel|sheet|duvet|napkin|quilt|throw', house.folded],
  ['hammock', play.hammock],
  ['tent', play.tent],
  ['folding chair|chair', play.chair],
  ['camp stove|stove', play.stove],
  ['compass', play.compass],
  ['headphones', play.headphones],
  ['earbuds', play.earbuds],
  ['turntable', play.turntable],
  ['radio|cassette', play.radio],
  ['amplifier|soundbar|tuner', play.amplifier],
  ['speaker|subwoofer', play.speaker],
  ['microphone', play.microphone],
  ['metronome', play.metronome],
  ['blocks', play.blocks],
  ['puzzle', play.puzzle],
  ['train|marble run', play.train],
  ['horse', play.horse],
  ['doll house|house', play.dollHouse],
  ['spinning top', play.spinningTop],
  ['kite', play.kite],
  ['rings', play.rings],
  ['bear|puppet', play.bear],
  ['duck', play.duck],
  ['xylophone', play.xylophone],
  ['chess', play.chess],
  ['backpack|bucket bag', house.backpack],
  ['messenger bag|briefcase|camera bag|shoulder bag|weekender|duffel', house.satchel],
  ['belt bag|laptop sleeve|wash bag|card holder|coin purse|pencil case|dry bag', house.pouch],
  ['bag', house.tote],
  ['butter dish|bread bin|knife block|sugar|cool box|box|bin', plain.box],
];

/** Names that say nothing get one of these. */
const others: readonly Thing[] = [plain.box, plain.jar, plain.bowl, plain.bottle, house.pouch];

/** @param words of the product's name, in its order */
export function chooseThing(words: readonly string[], seed: number): Thing {
  const name = ` ${words.join(' ')} `;
  const found = choices.find(([some]) =>
    some.split('|').some((word) => name.includes(` ${word} `)),
  );
  return found?.[1] ?? others[seed % others.length]!;
}
