/** Drawings of things, in a field of 640 by 640: they stand on y = 500, around x = 320. */
import type { Colours } from './colours.js';

/** @param seed makes siblings differ a little */
export type Thing = (colours: Colours, seed: number) => string;

const line = (colour: string, width: number) =>
  `fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`;

export const mug: Thing = ({ main, shade, light, trim }, seed) => {
  const top = 250 + (seed % 40);
  return `<path d="M398 ${top + 50}c90-20 96 120-6 122" ${line(shade, 26)}/>
<path d="M220 ${top}h190l-12 222a30 30 0 0 1-30 28H262a30 30 0 0 1-30-28Z" fill="${main}"/>
<path d="M352 ${top}h58l-12 222a30 30 0 0 1-30 28h-26Z" fill="${shade}"/>
<ellipse cx="315" cy="${top}" rx="95" ry="20" fill="${light}"/><ellipse cx="315" cy="${top + 3}" rx="80" ry="14" fill="${trim}"/>`;
};

export const teapot: Thing = ({ main, shade, light, trim }) =>
  `<path d="M428 330c70-40 100 90 0 110" ${line(shade, 22)}/>
<path d="M214 400c-60-10-60-70-96-84l30-14c40 10 50 40 84 44Z" fill="${shade}"/>
<path d="M320 290c90 0 136 60 130 118-6 60-50 92-130 92s-124-32-130-92c-6-58 40-118 130-118Z" fill="${main}"/>
<path d="M370 298c60 20 86 66 80 110-6 60-50 92-130 92 74-28 96-130 50-202Z" fill="${shade}"/>
<path d="M248 312c30-30 114-30 144 0Z" fill="${light}"/><circle cx="320" cy="274" r="18" fill="${trim}"/>`;

export const kettle: Thing = ({ main, shade, light, trim }) =>
  `<path d="M226 330c-10-150 198-150 188 0" ${line(trim, 22)}/>
<path d="M420 400c40-10 50-50 78-66l-14-24c-40 14-60 34-84 44Z" fill="${shade}"/>
<path d="M220 500c-30-90 10-190 100-190s130 100 100 190Z" fill="${main}"/>
<path d="M352 316c70 26 96 110 68 184h-76c34-60 38-130 8-184Z" fill="${shade}"/>
<ellipse cx="320" cy="312" rx="52" ry="13" fill="${light}"/><circle cx="320" cy="296" r="14" fill="${trim}"/>`;

export const jug: Thing = ({ main, shade, light }) =>
  `<path d="M396 290c90-6 90 130 6 140" ${line(shade, 22)}/>
<path d="M238 220h150l-16 60c46 60 46 150 10 220H250c-36-70-36-160 4-220l-40-50Z" fill="${main}"/>
<path d="M340 220h48l-16 60c46 60 46 150 10 220h-60c40-80 40-170 18-220Z" fill="${shade}"/>
<path d="M214 230l24-14h150l-4 16Z" fill="${light}"/>`;

export const jar: Thing = ({ main, shade, light, trim }, seed) => {
  const width = 96 + (seed % 24);
  return `<rect x="${320 - width}" y="262" width="${2 * width}" height="238" rx="34" fill="${main}"/>
<path d="M360 262h${width - 74}a34 34 0 0 1 34 34v170a34 34 0 0 1-34 34h-${width - 74}Z" fill="${shade}"/>
<rect x="${332 - width}" y="214" width="${2 * width - 24}" height="54" rx="14" fill="${trim}"/>
<rect x="${344 - width}" y="340" width="${2 * width - 60}" height="86" rx="8" fill="${light}"/>`;
};

export const bottle: Thing = ({ main, shade, light, trim }) =>
  `<path d="M286 190h68v60c40 24 52 50 52 90v130a30 30 0 0 1-30 30H264a30 30 0 0 1-30-30V340c0-40 12-66 52-90Z" fill="${main}"/>
<path d="M330 190h24v60c40 24 52 50 52 90v130a30 30 0 0 1-30 30h-46Z" fill="${shade}"/>
<rect x="278" y="146" width="84" height="50" rx="12" fill="${trim}"/><path d="M256 340v110" ${line(light, 10)}/>`;

export const bowl: Thing = ({ main, shade, light, trim }, seed) =>
  `<path d="M160 330h320c0 100-70 160-120 160l6 10h-92l6-10c-50 0-120-60-120-160Z" fill="${main}"/>
<path d="M390 330h90c0 100-70 160-120 160l6 10h-40c50-40 66-110 64-170Z" fill="${shade}"/>
<ellipse cx="320" cy="330" rx="160" ry="${30 + (seed % 12)}" fill="${light}"/><ellipse cx="320" cy="334" rx="138" ry="${20 + (seed % 10)}" fill="${trim}"/>`;

export const plates: Thing = ({ main, shade, light }) =>
  [0, 1, 2]
    .map(
      (nth) =>
        `<path d="M150 ${400 + nth * 32}c0 60 340 60 340 0Z" fill="${shade}"/><ellipse cx="320" cy="${400 + nth * 32}" rx="170" ry="30" fill="${main}"/>`,
    )
    .reverse()
    .join('') + `<ellipse cx="320" cy="400" rx="112" ry="17" fill="${light}"/>`;

export const board: Thing = ({ main, shade, light, trim }, seed) =>
  `<g transform="rotate(${(seed % 16) - 8} 320 400)"><path d="M300 130h40a16 16 0 0 1 16 16v74h44a40 40 0 0 1 40 40v200a40 40 0 0 1-40 40H240a40 40 0 0 1-40-40V260a40 40 0 0 1 40-40h44v-74a16 16 0 0 1 16-16Z" fill="${main}"/>
<circle cx="320" cy="166" r="13" fill="${trim}"/><path d="M236 270c60 30 100-20 168 10M236 340c60 30 100-20 168 10M236 410c60 30 100-20 168 10" ${line(light, 7)}/><path d="M440 260v200a40 40 0 0 1-40 40h-20V220h20a40 40 0 0 1 40 40Z" fill="${shade}" opacity=".5"/></g>`;

export const pan: Thing = ({ main, shade, light, trim }) =>
  `<rect x="404" y="366" width="180" height="28" rx="14" fill="${trim}" transform="rotate(-16 404 380)"/>
<path d="M120 380h320l-24 96a32 32 0 0 1-30 24H174a32 32 0 0 1-30-24Z" fill="${main}"/>
<path d="M350 380h90l-24 96a32 32 0 0 1-30 24h-60Z" fill="${shade}"/><ellipse cx="280" cy="380" rx="160" ry="28" fill="${light}"/><ellipse cx="280" cy="384" rx="140" ry="20" fill="${shade}"/>`;

export const mill: Thing = ({ main, shade, light, trim }) =>
  `<path d="M270 500c-10-70 26-90 20-140-6-46-30-50-26-100h112c4 50-20 54-26 100-6 50 30 70 20 140Z" fill="${main}"/>
<path d="M340 500c16-90-10-150 10-240h26c4 50-20 54-26 100-6 50 30 70 20 140Z" fill="${shade}"/>
<path d="M264 252c0-40 112-40 112 0Z" fill="${light}"/><circle cx="320" cy="208" r="22" fill="${trim}"/>
<path d="M320 208h92v-22" ${line(trim, 12)}/>`;

export const rod: Thing = ({ main, shade, trim }, seed) =>
  `<g transform="rotate(${-34 + (seed % 20)} 320 360)"><rect x="96" y="342" width="448" height="34" rx="17" fill="${trim}"/>
<rect x="160" y="316" width="320" height="86" rx="30" fill="${main}"/><path d="M160 366h320v6a30 30 0 0 1-30 30H190a30 30 0 0 1-30-30Z" fill="${shade}"/></g>`;

export const pen: Thing = ({ main, shade, light, trim }, seed) =>
  `<g transform="rotate(${36 + (seed % 24)} 320 340)"><path d="M296 150a24 24 0 0 1 48 0v250h-48Z" fill="${main}"/><path d="M324 130a24 24 0 0 1 20 20v250h-20Z" fill="${shade}"/>
<path d="M296 400h48l-14 96-10 30-10-30Z" fill="${light}"/><path d="M320 430v80" ${line(trim, 4)}/><rect x="292" y="376" width="56" height="26" rx="6" fill="${trim}"/><path d="M352 160v130" ${line(trim, 10)}/></g>`;

export const book: Thing = ({ main, shade, light, trim, accent }, seed) =>
  `<g transform="rotate(${(seed % 20) - 10} 320 340)"><rect x="206" y="170" width="244" height="330" rx="10" fill="#f7f1e3"/>
<path d="M196 176a16 16 0 0 1 16-16h210a16 16 0 0 1 16 16v310a16 16 0 0 1-16 16H212a16 16 0 0 1-16-16Z" fill="${main}"/><path d="M196 176a16 16 0 0 1 16-16h24v342h-24a16 16 0 0 1-16-16Z" fill="${shade}"/>
<rect x="272" y="226" width="130" height="64" rx="6" fill="${light}"/><path d="M294 250h86M294 268h50" ${line(trim, 5)}/><path d="M404 160v380l-12-14-12 14V160Z" fill="${accent}"/></g>`;

export const cards: Thing = ({ main, shade, light, trim, accent }, seed) =>
  `<g transform="rotate(${-12 - (seed % 8)} 320 380)"><rect x="170" y="270" width="290" height="200" rx="10" fill="${shade}"/></g>
<g transform="rotate(${4 + (seed % 6)} 320 380)"><rect x="180" y="270" width="290" height="200" rx="10" fill="${main}"/><path d="M180 280l145 104 145-104" ${line(light, 6)}/><circle cx="325" cy="392" r="22" fill="${accent}"/><path d="M210 440h60" ${line(trim, 5)}/></g>`;

export const box: Thing = ({ main, shade, light, trim }, seed) =>
  `<rect x="150" y="310" width="340" height="190" rx="${16 + (seed % 22)}" fill="${main}"/><path d="M392 310h82a16 16 0 0 1 16 16v158a16 16 0 0 1-16 16h-82Z" fill="${shade}"/>
<rect x="138" y="270" width="364" height="62" rx="18" fill="${light}"/><rect x="276" y="318" width="88" height="44" rx="10" fill="${trim}"/>`;

export const tray: Thing = ({ main, shade, light, trim }) =>
  `<path d="M130 400h380l-30 84a24 24 0 0 1-22 16H182a24 24 0 0 1-22-16Z" fill="${main}"/><path d="M400 400h110l-30 84a24 24 0 0 1-22 16h-70Z" fill="${shade}"/><path d="M122 386h396a10 10 0 0 1 0 26H122a10 10 0 0 1 0-26Z" fill="${light}"/><path d="M268 450h104" ${line(trim, 16)}/>`;

export const stand: Thing = ({ main, shade, light, trim }) =>
  `<path d="M214 500l26-220M426 500l-26-220M238 420h164" ${line(shade, 18)}/><path d="M180 250h280a16 16 0 0 1 0 40H180a16 16 0 0 1 0-40Z" fill="${main}"/><path d="M200 252h150" ${line(light, 8)}/><path d="M260 250v-40h120v40" ${line(trim, 14)}/>`;
