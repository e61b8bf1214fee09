/** The colours of a drawing: of its material where the name tells one, on the ground of its category. */

/** Hue 0 to 360, saturation and lightness in percent. */
export type Colour = readonly [hue: number, saturation: number, lightness: number];

export interface Colours {
  main: string;
  /** The side away from the light. */
  shade: string;
  /** The side towards it. */
  light: string;
  /** Handles, seams, labels. */
  trim: string;
  /** A lively spot: leaves, a flame, a pattern. */
  accent: string;
  wall: string;
  sun: string;
  floor: string;
  shadow: string;
}

/** Words of names, each with what it looks like. */
const materials: Readonly<Record<string, Colour>> = {
  stoneware: [30, 18, 58],
  porcelain: [210, 22, 90],
  copper: [17, 58, 52],
  glass: [186, 30, 68],
  steel: [207, 9, 62],
  enamel: [206, 48, 42],
  cork: [32, 45, 56],
  bamboo: [66, 38, 58],
  terracotta: [14, 54, 52],
  brass: [42, 58, 50],
  walnut: [22, 38, 32],
  marble: [220, 8, 86],
  oak: [34, 42, 56],
  beech: [31, 46, 66],
  olive: [46, 34, 44],
  iron: [212, 10, 25],
  ceramic: [168, 24, 52],
  linen: [40, 26, 72],
  acacia: [20, 46, 38],
  granite: [220, 6, 42],
  silicone: [352, 48, 60],
  maple: [35, 52, 70],
  recycled: [84, 18, 54],
  cotton: [45, 34, 86],
  leather: [24, 48, 38],
  kraft: [32, 40, 56],
  washi: [350, 36, 78],
  letterpress: [220, 32, 40],
  canvas: [42, 30, 60],
  birch: [40, 42, 76],
  felt: [262, 16, 52],
  paper: [44, 44, 88],
  rattan: [35, 50, 54],
  ash: [38, 32, 68],
  concrete: [42, 5, 60],
  opal: [50, 36, 90],
  smoked: [222, 12, 36],
  merino: [345, 28, 48],
  wool: [18, 28, 58],
  alpaca: [30, 27, 68],
  hemp: [72, 20, 50],
  velvet: [288, 36, 36],
  waffle: [190, 24, 62],
  mohair: [322, 26, 60],
  jute: [38, 38, 54],
  flannel: [4, 48, 45],
  percale: [206, 38, 76],
  titanium: [222, 9, 54],
  nylon: [154, 40, 36],
  waxed: [80, 30, 28],
  aluminium: [205, 9, 70],
  ripstop: [20, 74, 54],
  matte: [228, 10, 26],
  fabric: [214, 18, 46],
  cherry: [12, 50, 40],
  wooden: [32, 46, 60],
  cardboard: [30, 40, 54],
  knitted: [350, 42, 58],
  tin: [200, 32, 52],
  rubberwood: [35, 50, 64],
  glazed: [176, 46, 34],
  zinc: [205, 13, 58],
  seagrass: [62, 30, 48],
  teak: [26, 46, 42],
  fibre: [30, 18, 46],
  cedar: [14, 48, 48],
  corduroy: [30, 52, 40],
  denim: [215, 42, 38],
  suede: [25, 36, 52],
};

const hsl = ([hue, saturation, lightness]: Colour) => `hsl(${hue} ${saturation}% ${lightness}%)`;

const lighter = ([hue, saturation, lightness]: Colour, by: number): Colour => [
  hue,
  saturation,
  Math.max(8, Math.min(97, lightness + by)),
];

/** @param words of the product's name @param seeds numbers of the product and of its category */
export function colourPicture(
  words: readonly string[],
  { product, category }: { product: number; category: number },
): Colours {
  const named = words.find((word) => Object.hasOwn(materials, word));
  const main: Colour = named ? materials[named]! : [product % 360, 38, 50];
  // Any hue is calm at this saturation; the upper bits keep the demo's shelves apart.
  const ground = (category >>> 19) % 360;
  // What is white itself stands on a darker ground.
  const [wallLightness, saturation] = main[2] > 74 ? [71, 20] : [90, 30];
  return {
    main: hsl(main),
    shade: hsl(lighter(main, -12)),
    light: hsl(lighter(main, 10)),
    trim: hsl(lighter([(main[0] + 14) % 360, main[1], main[2]], main[2] > 45 ? -26 : 30)),
    accent: hsl([(main[0] + 150 + (product % 60)) % 360, 42, 46]),
    wall: hsl([ground, saturation, wallLightness]),
    sun: hsl([(ground + 8) % 360, saturation + 2, wallLightness - 5]),
    floor: hsl([ground, saturation - 8, wallLightness - 11]),
    shadow: `hsl(${ground} 30% 20% / .2)`,
  };
}
