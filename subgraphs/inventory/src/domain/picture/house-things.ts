/** More drawings: light, cloth, bags and plants. As things.ts says. */
import type { Thing } from './things.js';

const line = (colour: string, width: number) =>
  `fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`;
const glow = '#ffe9a8';

export const tableLamp: Thing = ({ main, shade, light, trim }, seed) =>
  `<path d="M210 330h220l60 150H150Z" fill="${glow}" opacity=".35"/><path d="M320 300v170" ${line(trim, 18)}/><path d="M240 500c0-40 160-40 160 0Z" fill="${trim}"/>
<path d="M${256 - (seed % 20)} 160h${128 + 2 * (seed % 20)}l56 170H${200 - (seed % 20)}Z" fill="${main}"/><path d="M350 160h${34 + (seed % 20)}l56 170h-70Z" fill="${shade}"/><path d="M204 322h232" ${line(light, 10)}/>`;

export const floorLamp: Thing = ({ main, shade, light, trim }) =>
  `<path d="M250 250h140l50 230H200Z" fill="${glow}" opacity=".3"/><path d="M320 230v250" ${line(trim, 14)}/><path d="M250 500c0-26 140-26 140 0Z" fill="${trim}"/><path d="M270 110h100l44 140H226Z" fill="${main}"/><path d="M346 110h24l44 140h-50Z" fill="${shade}"/><path d="M232 244h176" ${line(light, 8)}/>`;

export const pendant: Thing = ({ main, shade, light, trim }, seed) =>
  `<path d="M320 0v190" ${line(trim, 8)}/><path d="M170 360h300l60 140H110Z" fill="${glow}" opacity=".4"/><path d="M296 180h48v30c80 20 ${126 + (seed % 20)} 80 ${126 + (seed % 20)} 150H${170 - (seed % 20)}c0-70 46-130 126-150Z" fill="${main}"/><path d="M330 180h14v30c80 20 126 80 126 150h-80c0-80-20-150-60-180Z" fill="${shade}"/><ellipse cx="320" cy="362" rx="60" ry="18" fill="${glow}"/><path d="M250 250c-20 16-34 40-40 66" ${line(light, 9)}/>`;

export const lantern: Thing = ({ main, shade, trim }) =>
  `<path d="M250 200c0-90 140-90 140 0" ${line(trim, 14)}/><path d="M220 210h200l-20 50H240Z" fill="${main}"/><rect x="236" y="260" width="168" height="190" fill="${glow}" opacity=".6"/><path d="M240 260v190M400 260v190M320 260v190" ${line(shade, 10)}/><path d="M320 320c36 40 30 90 0 100-30-10-36-60 0-100Z" fill="#f0a441"/><rect x="212" y="446" width="216" height="54" rx="12" fill="${main}"/>`;

export const candle: Thing = ({ main, shade, light }) =>
  `<circle cx="320" cy="180" r="90" fill="${glow}" opacity=".4"/><path d="M320 126c30 40 26 76 0 82-26-6-30-42 0-82Z" fill="#f0a441"/><rect x="292" y="216" width="56" height="180" rx="8" fill="#fbf4e2"/><path d="M270 390h100v40h-100Z" fill="${shade}"/><path d="M200 500c0-60 60-74 120-74s120 14 120 74Z" fill="${main}"/><path d="M230 490c6-30 40-44 80-44" ${line(light, 8)}/>`;

export const stringLights: Thing = ({ main, trim }) =>
  `<path d="M60 200c140 170 380 170 520 0" ${line(trim, 8)}/>${[0, 1, 2, 3, 4]
    .map((nth) => {
      const x = 120 + nth * 100;
      const y = 262 + (nth === 2 ? 70 : nth % 4 === 0 ? 0 : 50);
      return `<circle cx="${x}" cy="${y + 44}" r="56" fill="${glow}" opacity=".4"/><rect x="${x - 13}" y="${y - 14}" width="26" height="30" rx="5" fill="${main}"/><circle cx="${x}" cy="${y + 42}" r="30" fill="#ffd978"/>`;
    })
    .join('')}`;

export const torch: Thing = ({ main, shade, light, trim }, seed) =>
  `<g transform="rotate(${-30 + (seed % 20)} 320 350)"><path d="M470 290l140-50v220l-140-50Z" fill="${glow}" opacity=".5"/><rect x="130" y="312" width="260" height="76" rx="22" fill="${main}"/><path d="M130 358h260v30H152a22 22 0 0 1-22-22Z" fill="${shade}"/><path d="M390 300l80-24v148l-80-24Z" fill="${trim}"/><rect x="230" y="300" width="60" height="18" rx="9" fill="${light}"/></g>`;

export const folded: Thing = ({ main, shade, light, trim, accent }, seed) =>
  [0, 1, 2]
    .map((nth) => {
      const y = 420 - nth * 84;
      const fill = [main, light, shade][(nth + seed) % 3]!;
      return `<rect x="${150 + nth * 8}" y="${y}" width="${340 - nth * 16}" height="80" rx="38" fill="${fill}"/><path d="M${200 + nth * 8} ${y + 54}h${250 - nth * 16}" ${line(nth === 1 ? accent : trim, 5)} opacity=".6"/>`;
    })
    .join('');

export const cushion: Thing = ({ main, shade, light, accent }, seed) =>
  `<path d="M176 222c60 26 228 26 288 0 30 70 30 200 0 270-60-24-228-24-288 0-30-70-30-200 0-270Z" fill="${main}"/><path d="M464 222c30 70 30 200 0 270-40-16-130-22-200-18 130-30 190-120 200-252Z" fill="${shade}" opacity=".6"/>${[
    0, 1, 2, 3,
  ]
    .map(
      (nth) =>
        `<path d="M${214 + nth * 70} 268v176" ${line(nth % 2 === seed % 2 ? light : accent, 12)}/>`,
    )
    .join('')}`;

export const rug: Thing = ({ main, light, trim, accent }, seed) =>
  `<path d="M190 250h260l80 250H110Z" fill="${main}"/><path d="M200 282h240M180 340h280M150 430h340" ${line(light, 14)}/><path d="M${264 - (seed % 20)} 384l56-30 56 30-56 30Z" fill="${accent}"/>${Array.from(
    { length: 15 },
    (_, nth) => `<path d="M${116 + nth * 29} 500v20" ${line(trim, 6)}/>`,
  ).join('')}`;

export const hanging: Thing = ({ main, shade, light, trim }, seed) =>
  `<path d="M130 150h380" ${line(trim, 16)}/><path d="M180 150h280v300c-30 30-60-10-94 14-34 22-62-14-94 6-32 18-62 4-92-20Z" fill="${main}"/><path d="M250 150v316M340 150v314M410 150v304" ${line(shade, 14)}/><path d="M180 ${370 + (seed % 40)}h280" ${line(light, 16)}/>`;

export const tote: Thing = ({ main, shade, light, trim }, seed) =>
  `<path d="M250 280c-10-160 150-160 140 0" ${line(trim, 18)}/><path d="M176 270h288l30 214a16 16 0 0 1-16 16H162a16 16 0 0 1-16-16Z" fill="${main}"/><path d="M400 270h64l30 214a16 16 0 0 1-16 16h-60Z" fill="${shade}"/><rect x="252" y="${340 + (seed % 24)}" width="136" height="90" rx="10" fill="${light}"/><path d="M176 300h288" ${line(trim, 6)}/>`;

export const backpack: Thing = ({ main, shade, light, trim }) =>
  `<path d="M280 180c0-60 80-60 80 0" ${line(trim, 16)}/><path d="M190 300c0-80 50-130 130-130s130 50 130 130v160a40 40 0 0 1-40 40H230a40 40 0 0 1-40-40Z" fill="${main}"/><path d="M376 184c50 24 74 66 74 116v160a40 40 0 0 1-40 40h-40c30-90 34-220 6-316Z" fill="${shade}"/><rect x="226" y="350" width="188" height="120" rx="24" fill="${light}"/><path d="M226 388h188M240 270h160" ${line(trim, 8)}/>`;

export const satchel: Thing = ({ main, shade, light, trim }, seed) =>
  `<path d="M190 320c0-${170 + (seed % 40)} 260-${170 + (seed % 40)} 260 0" ${line(trim, 14)}/><rect x="150" y="300" width="340" height="200" rx="28" fill="${shade}"/><path d="M150 300h340v90c-60 50-280 50-340 0Z" fill="${main}"/><path d="M170 320h300" ${line(light, 6)}/><rect x="298" y="392" width="44" height="58" rx="10" fill="${trim}"/>`;

export const pouch: Thing = ({ main, shade, light, trim }) =>
  `<rect x="150" y="300" width="340" height="200" rx="46" fill="${main}"/><path d="M400 300h44a46 46 0 0 1 46 46v108a46 46 0 0 1-46 46h-60c30-60 34-140 16-200Z" fill="${shade}"/><path d="M176 340h288" ${line(light, 8)}/><path d="M440 340l44-20" ${line(trim, 16)}/>`;

const leaf = (x: number, y: number, turn: number, colour: string) =>
  `<path d="M0 0c-40-50-30-120 0-160 30 40 40 110 0 160Z" transform="translate(${x} ${y}) rotate(${turn})" fill="${colour}"/>`;

export const pot: Thing = ({ main, shade, light }, seed) =>
  `${leaf(320, 340, -46, '#3f7a57')}${leaf(320, 340, 44, '#2f6848')}${leaf(320, 340, -14 - (seed % 10), '#56956c')}${leaf(320, 340, 16 + (seed % 10), '#4a8a62')}
<path d="M206 330h228l-26 150a24 24 0 0 1-24 20H256a24 24 0 0 1-24-20Z" fill="${main}"/><path d="M370 330h64l-26 150a24 24 0 0 1-24 20h-40Z" fill="${shade}"/><rect x="192" y="306" width="256" height="48" rx="14" fill="${light}"/>`;

export const hangingPot: Thing = ({ main, shade, light, trim }) =>
  `<path d="M320 0v90M320 90l-110 220M320 90l110 220" ${line(trim, 8)}/>${leaf(260, 330, -130, '#3f7a57')}${leaf(380, 330, 132, '#56956c')}${leaf(320, 320, -30, '#4a8a62')}${leaf(320, 320, 30, '#2f6848')}<path d="M200 310h240c0 100-60 150-120 150s-120-50-120-150Z" fill="${main}"/><path d="M380 310h60c0 100-60 150-120 150 40-30 60-90 60-150Z" fill="${shade}"/><path d="M200 316h240" ${line(light, 14)}/>`;

export const wateringCan: Thing = ({ main, shade, light, trim }) =>
  `<path d="M250 320c20-130 190-120 170 40" ${line(trim, 18)}/><path d="M270 450l-130-170-24 18-14-22 60-46 14 22-22 18 150 120Z" fill="${shade}"/><path d="M244 330h200l18 150a18 18 0 0 1-18 20H244a18 18 0 0 1-18-20Z" fill="${main}"/><path d="M380 330h64l18 150a18 18 0 0 1-18 20h-60Z" fill="${shade}"/><path d="M240 352h204" ${line(light, 8)}/>`;

export const terrarium: Thing = ({ main, shade, trim }) =>
  `<path d="M220 200h200l60 150-60 150H220l-60-150Z" fill="#dff1ee" opacity=".75"/><path d="M176 390h288l-44 110H220Z" fill="${shade}"/>${leaf(290, 400, -24, '#3f7a57')}${leaf(340, 400, 20, '#56956c')}<path d="M220 200h200l60 150-60 150H220l-60-150ZM220 200l30 150-30 150M420 200l-30 150 30 150M160 350h320" ${line(main, 8)}/><path d="M286 200l34-40 34 40" ${line(trim, 10)}/>`;
