/** The words that demo products are made of, shelf by shelf. */

export interface Shelf {
  slug: string;
  name: string;
  /** First three letters of its SKUs. */
  code: string;
  adjectives: readonly string[];
  materials: readonly string[];
  nouns: readonly string[];
  /** What tells variants apart: sizes or colours, from the cheapest to the dearest. */
  variants: readonly (readonly string[])[];
  /** Euros. */
  prices: readonly [lowest: number, highest: number];
  /** Sentences about it; `{noun}` and `{material}` are replaced. */
  about: readonly string[];
}

const words = (text: string): string[] => text.split(', ');

const tones = words(
  'Quiet, Everyday, Northern, Little, Grand, Morning, Harbour, Studio, Classic, Meadow, Alpine, Coastal, Evening, Village, Modern, Heritage, Amber, Willow',
);
const colours = [
  words('Sand, Slate, Forest, Ink'),
  words('Natural, Charcoal, Rust, Navy'),
  words('Cream, Olive, Clay, Midnight'),
];
const sizes = [words('Small, Medium, Large, Extra large'), words('S, M, L, XL')];

export const shelves: readonly Shelf[] = [
  {
    slug: 'coffee-tea',
    name: 'Coffee & Tea',
    code: 'COF',
    adjectives: tones,
    materials: words(
      'Stoneware, Porcelain, Copper, Glass, Steel, Enamel, Cork, Bamboo, Terracotta, Brass, Walnut, Marble',
    ),
    nouns: words(
      'Coffee Mug, Espresso Cup, Teapot, Pour-over Dripper, Coffee Grinder, Tea Strainer, French Press, Milk Jug, Sugar Bowl, Kettle, Tea Caddy, Moka Pot, Coffee Scoop, Saucer Set, Cold Brew Jar',
    ),
    variants: [words('250 ml, 350 ml, 500 ml, 1 l'), ...colours],
    prices: [9, 89],
    about: [
      'Made for the first cup of the day: the {noun} in {material} keeps warm and feels good in the hand.',
      'Fits under most machines and is easy to clean.',
      'Small batches, no two exactly alike.',
    ],
  },
  {
    slug: 'kitchen',
    name: 'Kitchen',
    code: 'KIT',
    adjectives: tones,
    materials: words(
      'Oak, Beech, Olive Wood, Cast Iron, Steel, Ceramic, Linen, Acacia, Copper, Granite, Silicone, Maple',
    ),
    nouns: words(
      'Chopping Board, Salad Bowl, Rolling Pin, Spice Rack, Mixing Bowl, Frying Pan, Bread Bin, Pepper Mill, Knife Block, Serving Platter, Measuring Cups, Colander, Mortar, Butter Dish, Storage Jar',
    ),
    variants: [...sizes.slice(0, 1), ...colours],
    prices: [12, 149],
    about: [
      'A {noun} for people who cook every day, in {material} that ages well.',
      'Easy to wash by hand.',
      'Comes with a short note on its care.',
    ],
  },
  {
    slug: 'stationery',
    name: 'Stationery',
    code: 'STA',
    adjectives: tones,
    materials: words(
      'Recycled, Cotton, Leather, Linen, Kraft, Cork, Brass, Washi, Letterpress, Canvas, Birch, Felt',
    ),
    nouns: words(
      'Notebook, Journal, Fountain Pen, Pencil Case, Desk Planner, Sketchbook, Postcard Set, Letter Opener, Bookmark, Paper Tray, Ink Bottle, Pen Stand, Folder, Envelope Set, Ruler',
    ),
    variants: [words('A6, A5, A4, A3'), ...colours],
    prices: [4, 59],
    about: [
      'The {noun} that is always within reach, with a {material} finish.',
      'Takes ink without bleeding through.',
      'Plain outside, well thought out inside.',
    ],
  },
  {
    slug: 'lighting',
    name: 'Lighting',
    code: 'LIG',
    adjectives: tones,
    materials: words(
      'Brass, Opal Glass, Paper, Rattan, Ash, Steel, Concrete, Linen, Copper, Ceramic, Smoked Glass, Walnut',
    ),
    nouns: words(
      'Table Lamp, Floor Lamp, Pendant, Reading Lamp, Wall Light, Lantern, Night Light, Desk Lamp, Candle Holder, String Lights, Ceiling Lamp, Spotlight, Lamp Shade, Torch, Clip Lamp',
    ),
    variants: [...sizes.slice(0, 1), ...colours],
    prices: [19, 289],
    about: [
      'Warm light from a {noun} in {material}, dimmable and kind to the eyes.',
      'The bulb is included and can be changed.',
      'Two metres of woven cable.',
    ],
  },
  {
    slug: 'textiles',
    name: 'Textiles',
    code: 'TEX',
    adjectives: tones,
    materials: words(
      'Linen, Merino, Cotton, Wool, Alpaca, Hemp, Velvet, Waffle, Mohair, Jute, Flannel, Percale',
    ),
    nouns: words(
      'Throw Blanket, Cushion Cover, Bath Towel, Tea Towel, Table Runner, Bed Sheet, Duvet Cover, Curtain, Rug, Napkin Set, Apron, Bathrobe, Pillowcase, Quilt, Bath Mat',
    ),
    variants: [...sizes, ...colours],
    prices: [9, 219],
    about: [
      'A {noun} of {material} that gets softer with every wash.',
      'Woven in a family mill.',
      'Free of harmful dyes.',
    ],
  },
  {
    slug: 'outdoor',
    name: 'Outdoor',
    code: 'OUT',
    adjectives: tones,
    materials: words(
      'Canvas, Steel, Titanium, Nylon, Bamboo, Waxed Cotton, Aluminium, Wool, Ripstop, Ash, Cork, Merino',
    ),
    nouns: words(
      'Camping Mug, Picnic Blanket, Hammock, Water Bottle, Head Torch, Camp Stove, Folding Chair, Trekking Pole, Dry Bag, Tent, Sleeping Mat, Pocket Knife, Compass, Cool Box, Fire Bowl',
    ),
    variants: [...sizes, ...colours],
    prices: [14, 349],
    about: [
      'Light enough to take along: a {noun} in {material} for a weekend away.',
      'Tested in wind and rain.',
      'Packs small, mends easily.',
    ],
  },
  {
    slug: 'audio',
    name: 'Audio',
    code: 'AUD',
    adjectives: tones,
    materials: words(
      'Walnut, Oak, Aluminium, Felt, Leather, Fabric, Matte, Brushed Steel, Cork, Cherry, Ceramic, Bamboo',
    ),
    nouns: words(
      'Bookshelf Speaker, Headphones, Turntable, Radio, Soundbar, Earbuds, Amplifier, Microphone, Record Stand, Portable Speaker, Headphone Stand, Metronome, Tuner, Subwoofer, Cassette Player',
    ),
    variants: [...colours],
    prices: [29, 599],
    about: [
      'A {noun} with a {material} body and a calm, balanced sound.',
      'Every part can be replaced.',
      'Ready to play in a minute, no app needed.',
    ],
  },
  {
    slug: 'toys',
    name: 'Toys',
    code: 'TOY',
    adjectives: tones,
    materials: words(
      'Wooden, Beech, Felt, Cotton, Cardboard, Maple, Knitted, Linen, Cork, Tin, Rubberwood, Wool',
    ),
    nouns: words(
      'Building Blocks, Puzzle, Train Set, Rocking Horse, Doll House, Spinning Top, Kite, Stacking Rings, Teddy Bear, Marble Run, Memory Game, Pull-along Duck, Hand Puppet, Xylophone, Chess Set',
    ),
    variants: [...sizes.slice(0, 1), ...colours],
    prices: [7, 129],
    about: [
      'A {noun} to be handed down, {material} and splinter-free.',
      'For children from three years on.',
      'Water-based colours, rounded edges.',
    ],
  },
  {
    slug: 'plants',
    name: 'Plants',
    code: 'PLA',
    adjectives: tones,
    materials: words(
      'Terracotta, Stoneware, Concrete, Zinc, Rattan, Glazed, Seagrass, Jute, Teak, Fibre, Copper, Cedar',
    ),
    nouns: words(
      'Plant Pot, Hanging Planter, Watering Can, Herb Garden, Window Box, Seed Tray, Plant Stand, Terrarium, Garden Trowel, Propagation Vase, Plant Mister, Raised Bed, Bonsai Tray, Moss Pole, Saucer',
    ),
    variants: [words('10 cm, 15 cm, 20 cm, 30 cm'), ...colours],
    prices: [6, 119],
    about: [
      'Give your greenery a home: a {noun} in {material} with good drainage.',
      'For the balcony and the window sill.',
      'Frost-proof down to minus ten.',
    ],
  },
  {
    slug: 'bags',
    name: 'Bags',
    code: 'BAG',
    adjectives: tones,
    materials: words(
      'Canvas, Leather, Waxed Cotton, Felt, Denim, Linen, Nylon, Corduroy, Hemp, Wool, Suede, Recycled',
    ),
    nouns: words(
      'Tote Bag, Backpack, Messenger Bag, Weekender, Belt Bag, Laptop Sleeve, Wash Bag, Market Bag, Shoulder Bag, Duffel Bag, Card Holder, Coin Purse, Camera Bag, Briefcase, Bucket Bag',
    ),
    variants: [...colours, ...sizes.slice(0, 1)],
    prices: [12, 279],
    about: [
      'A {noun} in {material} for every day, with a pocket where you look for it.',
      'Strong seams and a zip that does not catch.',
      'Looks better the more it is used.',
    ],
  },
];
