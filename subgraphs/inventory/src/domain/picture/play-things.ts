/** More drawings: sound, toys and what one takes outside. As things.ts says. */
import type { Thing } from './things.js';

const line = (colour: string, width: number) =>
  `fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`;

export const speaker: Thing = ({ main, shade, light, trim }, seed) => {
  const height = 330 - (seed % 50);
  return `<rect x="200" y="${500 - height}" width="240" height="${height}" rx="22" fill="${main}"/><path d="M392 ${500 - height}h26a22 22 0 0 1 22 22v${height - 44}a22 22 0 0 1-22 22h-26Z" fill="${shade}"/>
<circle cx="312" cy="410" r="74" fill="${trim}"/><circle cx="312" cy="410" r="50" fill="${shade}"/><circle cx="312" cy="410" r="18" fill="${light}"/><circle cx="312" cy="${556 - height}" r="32" fill="${trim}"/><circle cx="312" cy="${556 - height}" r="12" fill="${light}"/>`;
};

export const headphones: Thing = ({ main, shade, light, trim }) =>
  `<path d="M190 380c0-280 260-280 260 0" ${line(main, 30)}/><path d="M230 250c40-60 140-60 180 0" ${line(light, 8)}/><rect x="150" y="350" width="80" height="150" rx="38" fill="${trim}"/><rect x="410" y="350" width="80" height="150" rx="38" fill="${trim}"/><rect x="204" y="364" width="34" height="122" rx="17" fill="${shade}"/><rect x="402" y="364" width="34" height="122" rx="17" fill="${shade}"/>`;

export const earbuds: Thing = ({ main, shade, light, trim }) =>
  `<rect x="190" y="340" width="260" height="160" rx="60" fill="${main}"/><path d="M190 400h260v40a60 60 0 0 1-60 60H250a60 60 0 0 1-60-60Z" fill="${shade}"/><circle cx="320" cy="400" r="10" fill="${light}"/><path d="M262 220v90M378 220v90" ${line(trim, 22)}/><circle cx="252" cy="210" r="36" fill="${light}"/><circle cx="388" cy="210" r="36" fill="${light}"/>`;

export const turntable: Thing = ({ main, shade, light, trim }) =>
  `<path d="M110 400l70-140h280l70 140Z" fill="${main}"/><rect x="110" y="400" width="420" height="84" rx="12" fill="${shade}"/><ellipse cx="296" cy="334" rx="132" ry="52" fill="#23262b"/><ellipse cx="296" cy="334" rx="96" ry="37" fill="none" stroke="#3c4048" stroke-width="3"/><ellipse cx="296" cy="334" rx="40" ry="16" fill="${light}"/><path d="M464 280l-30 70-70-8" ${line(trim, 10)}/><path d="M140 484v16M500 484v16" ${line(trim, 20)}/>`;

export const radio: Thing = ({ main, shade, light, trim, accent }, seed) =>
  `<path d="M420 270l60-130" ${line(trim, 8)}/><rect x="120" y="270" width="400" height="230" rx="34" fill="${main}"/><rect x="150" y="300" width="170" height="170" rx="18" fill="${shade}"/>${[0, 1, 2, 3, 4].map((nth) => `<path d="M172 ${328 + nth * 28}h126" ${line(light, 6)}/>`).join('')}<rect x="350" y="304" width="140" height="60" rx="10" fill="#f4ecd8"/><path d="M${372 + (seed % 90)} 310v48" ${line(accent, 5)}/><circle cx="386" cy="430" r="30" fill="${trim}"/><circle cx="458" cy="430" r="22" fill="${trim}"/>`;

export const amplifier: Thing = ({ main, shade, light, trim }) =>
  `<rect x="90" y="350" width="460" height="130" rx="18" fill="${main}"/><path d="M90 440h460v22a18 18 0 0 1-18 18H108a18 18 0 0 1-18-18Z" fill="${shade}"/><circle cx="190" cy="412" r="38" fill="${trim}"/><path d="M190 412l18-24" ${line(light, 6)}/><circle cx="290" cy="412" r="22" fill="${trim}"/><circle cx="352" cy="412" r="22" fill="${trim}"/><rect x="410" y="390" width="110" height="44" rx="8" fill="${light}"/><path d="M140 480v20M500 480v20" ${line(trim, 20)}/>`;

export const microphone: Thing = ({ main, shade, light, trim }) =>
  `<path d="M320 360v120M226 280c0 130 188 130 188 0" ${line(trim, 14)}/><path d="M230 500c0-30 180-30 180 0Z" fill="${trim}"/><rect x="256" y="120" width="128" height="230" rx="64" fill="${main}"/><path d="M340 122a64 64 0 0 1 44 62v102a64 64 0 0 1-64 64c40-60 44-160 20-228Z" fill="${shade}"/><path d="M280 190h80M276 230h88M280 270h80" ${line(light, 8)}/>`;

export const metronome: Thing = ({ main, shade, light, trim }, seed) =>
  `<path d="M270 150h100l80 350H190Z" fill="${main}"/><path d="M350 150h20l80 350h-70Z" fill="${shade}"/><rect x="226" y="420" width="188" height="34" rx="6" fill="${trim}"/><path d="M320 430L${380 + (seed % 30)} 170" ${line(light, 8)}/><rect x="346" y="226" width="34" height="30" rx="5" fill="${trim}"/>`;

export const blocks: Thing = ({ main, shade, light, accent }) =>
  `<rect x="150" y="350" width="150" height="150" rx="14" fill="${main}"/><rect x="324" y="350" width="150" height="150" rx="14" fill="${accent}"/><rect x="236" y="200" width="150" height="146" rx="14" fill="${light}"/><path d="M196 425h58" ${line(shade, 18)}/><circle cx="399" cy="425" r="32" fill="${light}"/><path d="M311 238l34 66h-68Z" fill="${shade}"/>`;

export const puzzle: Thing = ({ main, shade, light, accent }) =>
  `<path d="M170 200h140c-14 50 64 50 50 0h110v130c-50-14-50 64 0 50v120H170Z" fill="${main}"/><path d="M170 350h120c-14-50 64-50 50 0h130v-20c-50-14-50 64 0 50v120H170Z" fill="${shade}"/><path d="M320 350c-14-50 70-50 56 0v150H320Z" fill="${accent}" opacity=".8"/><circle cx="234" cy="268" r="28" fill="${light}"/>`;

export const train: Thing = ({ main, shade, light, trim, accent }) =>
  `<rect x="120" y="330" width="230" height="120" rx="24" fill="${main}"/><rect x="330" y="230" width="150" height="220" rx="16" fill="${accent}"/><rect x="362" y="262" width="86" height="70" rx="10" fill="${light}"/><path d="M180 330v-80h50v80Z" fill="${trim}"/><rect x="166" y="232" width="78" height="26" rx="8" fill="${shade}"/>${[180, 280, 400].map((x) => `<circle cx="${x}" cy="456" r="44" fill="${trim}"/><circle cx="${x}" cy="456" r="18" fill="${light}"/>`).join('')}`;

export const horse: Thing = ({ main, shade, light, trim, accent }) =>
  `<path d="M110 440c120 80 300 80 420 0" ${line(trim, 26)}/><path d="M214 470l20-130M420 470l-20-130" ${line(shade, 28)}/><path d="M190 360c0-50 60-70 180-70 10-60 40-110 90-120l-6 36c40 20 56 50 50 70l-60 6c-6 60-30 106-80 106H230c-30 0-40-10-40-28Z" fill="${main}"/><path d="M366 296c4-60 30-110 76-124" ${line(accent, 20)}/><circle cx="452" cy="218" r="8" fill="${trim}"/><path d="M250 296c30 30 70 30 100 0" ${line(light, 18)}/>`;

export const dollHouse: Thing = ({ main, shade, light, trim, accent }) =>
  `<path d="M320 120l190 150H130Z" fill="${accent}"/><rect x="164" y="270" width="312" height="230" fill="${main}"/><path d="M400 270h76v230h-76Z" fill="${shade}"/><path d="M164 382h312M320 270v230" ${line(trim, 10)}/><rect x="206" y="300" width="70" height="54" rx="6" fill="${light}"/><rect x="364" y="300" width="70" height="54" rx="6" fill="${light}"/><rect x="214" y="416" width="56" height="84" rx="6" fill="${trim}"/><rect x="364" y="414" width="70" height="54" rx="6" fill="${light}"/>`;

export const spinningTop: Thing = ({ main, shade, light, trim, accent }) =>
  `<g transform="rotate(12 320 500)"><path d="M320 150v120" ${line(trim, 20)}/><circle cx="320" cy="150" r="20" fill="${accent}"/><path d="M170 320c0-50 70-70 150-70s150 20 150 70c0 40-110 140-150 180-40-40-150-140-150-180Z" fill="${main}"/><path d="M370 254c60 6 100 30 100 66 0 40-110 140-150 180 40-80 80-180 50-246Z" fill="${shade}"/><path d="M176 336c80 40 208 40 288 0" ${line(light, 18)}/></g>`;

export const kite: Thing = ({ main, shade, light, trim, accent }) =>
  `<path d="M330 110l130 150-150 200-120-180Z" fill="${main}"/><path d="M330 110l130 150-150 200Z" fill="${shade}"/><path d="M190 280l270-20M330 110l-20 350" ${line(light, 7)}/><path d="M310 460c-60 30-30 60-90 80" ${line(trim, 6)}/><path d="M262 470l30 30M230 520l30-30" ${line(accent, 14)}/>`;

export const rings: Thing = ({ main, shade, light, trim, accent }) =>
  `<path d="M320 160v300" ${line(trim, 22)}/>${[accent, light, main, shade]
    .map(
      (fill, nth) =>
        `<rect x="${250 - nth * 28}" y="${220 + nth * 62}" width="${140 + nth * 56}" height="58" rx="29" fill="${fill}"/>`,
    )
    .join(
      '',
    )}<rect x="150" y="466" width="340" height="34" rx="14" fill="${trim}"/><circle cx="320" cy="162" r="24" fill="${accent}"/>`;

export const bear: Thing = ({ main, shade, light, trim }) =>
  `<circle cx="242" cy="170" r="40" fill="${shade}"/><circle cx="398" cy="170" r="40" fill="${shade}"/><ellipse cx="320" cy="420" rx="120" ry="104" fill="${main}"/><ellipse cx="320" cy="430" rx="70" ry="66" fill="${light}"/><circle cx="320" cy="240" r="104" fill="${main}"/><ellipse cx="320" cy="276" rx="50" ry="38" fill="${light}"/><circle cx="282" cy="226" r="9" fill="${trim}"/><circle cx="358" cy="226" r="9" fill="${trim}"/><ellipse cx="320" cy="262" rx="14" ry="10" fill="${trim}"/><path d="M216 380c-30 20-40 50-36 70M424 380c30 20 40 50 36 70" ${line(shade, 44)}/><ellipse cx="246" cy="486" rx="44" ry="28" fill="${shade}"/><ellipse cx="394" cy="486" rx="44" ry="28" fill="${shade}"/>`;

export const duck: Thing = ({ main, shade, light, trim, accent }) =>
  `<path d="M150 360c40 30 90 10 130 10 20-20 10-60 0-90-14-60 30-110 90-106 60 4 90 60 66 110 70 20 80 140-20 170H240c-60 0-90-40-90-94Z" fill="${main}"/><path d="M240 370c60-20 130 0 130 60-60 30-120 0-130-60Z" fill="${shade}"/><path d="M440 222l76 16-70 34Z" fill="${accent}"/><circle cx="396" cy="222" r="10" fill="${trim}"/>${[240, 400].map((x) => `<circle cx="${x}" cy="464" r="36" fill="${trim}"/><circle cx="${x}" cy="464" r="13" fill="${light}"/>`).join('')}`;

export const xylophone: Thing = ({ main, shade, light, trim, accent }) =>
  [main, accent, light, shade, main, accent]
    .map(
      (fill, nth) =>
        `<rect x="${128 + nth * 66}" y="${210 + nth * 20}" width="54" height="${270 - nth * 40}" rx="16" fill="${fill}"/>`,
    )
    .join('') +
  `<path d="M110 280l420 60M110 430l420-40" ${line(trim, 8)}/><path d="M250 500l240-90" ${line(trim, 10)}/><circle cx="492" cy="408" r="22" fill="${accent}"/>`;

export const chess: Thing = ({ main, shade, light, trim }) =>
  `${Array.from({ length: 8 }, (_, nth) => `<rect x="${120 + nth * 50}" y="440" width="50" height="44" fill="${nth % 2 ? light : trim}"/>`).join('')}<rect x="108" y="480" width="424" height="20" rx="8" fill="${shade}"/><circle cx="220" cy="250" r="34" fill="${main}"/><path d="M176 440c0-60 30-70 30-150h28c0 80 30 90 30 150Z" fill="${main}"/><path d="M380 190h20v-30h20v30h20v30h-20v30h40l-20 60c0 70 30 80 30 130H350c0-50 30-60 30-130l-20-60h40v-30h-20Z" fill="${shade}"/>`;

export const tent: Thing = ({ main, shade, light, trim }) =>
  `<path d="M320 160l220 340H100Z" fill="${main}"/><path d="M320 160l220 340H400Z" fill="${shade}"/><path d="M320 260l90 240H230Z" fill="${trim}"/><path d="M320 260l-90 240h70Z" fill="${light}"/><path d="M320 160v-30M100 500l-30 10M540 500l30 10" ${line(trim, 8)}/>`;

export const hammock: Thing = ({ main, shade, light, trim }) =>
  `<path d="M110 140v360M530 140v360" ${line(trim, 22)}/><path d="M110 220l60 80M530 220l-60 80" ${line(trim, 6)}/><path d="M170 290c40 200 260 200 300 0 20 90-60 160-150 160s-170-70-150-160Z" fill="${main}"/><path d="M180 310c50 140 230 140 280 0" ${line(light, 12)}/><path d="M200 372c50 70 190 70 240 0" ${line(shade, 10)}/>`;

export const chair: Thing = ({ main, shade, light, trim }) =>
  `<path d="M230 500l170-170M410 500L240 330" ${line(trim, 16)}/><path d="M190 160h230a20 20 0 0 1 20 20v130H200Z" fill="${main}"/><path d="M190 310h270a24 24 0 0 1 0 48H200Z" fill="${shade}"/><path d="M214 200h200M216 240h204" ${line(light, 8)}/>`;

export const stove: Thing = ({ main, shade, light, trim, accent }) =>
  `<path d="M260 330c-30-60 40-70 60-130 30 60 90 80 60 130Z" fill="#f0a441"/><path d="M296 330c-10-30 14-40 24-70 14 30 40 44 24 70Z" fill="#ffe08a"/><path d="M180 330h280M200 300l30 30M440 300l-30 30" ${line(trim, 14)}/><rect x="230" y="340" width="180" height="160" rx="30" fill="${main}"/><path d="M352 340h28a30 30 0 0 1 30 30v100a30 30 0 0 1-30 30h-28Z" fill="${shade}"/><rect x="254" y="396" width="90" height="44" rx="6" fill="${light}"/><circle cx="440" cy="420" r="16" fill="${accent}"/>`;

export const roll: Thing = ({ main, shade, light, trim }) =>
  `<rect x="120" y="330" width="360" height="170" rx="85" fill="${main}"/><circle cx="446" cy="415" r="85" fill="${shade}"/><path d="M446 375a40 40 0 1 1-38 52c-4-30 24-44 44-34" ${line(light, 12)}/><path d="M200 332v166M330 332v166" ${line(trim, 18)}/>`;

export const knife: Thing = ({ main, shade, light, trim }, seed) =>
  `<g transform="rotate(${-24 + (seed % 16)} 320 360)"><path d="M320 330h220c20 0 10 60-60 60H320Z" fill="#d5dbde"/><path d="M330 340h190" ${line('#f5f8f9', 8)}/><rect x="110" y="318" width="230" height="84" rx="36" fill="${main}"/><path d="M110 366h230v4a36 36 0 0 1-36 36H146a36 36 0 0 1-36-36Z" fill="${shade}"/><circle cx="160" cy="360" r="10" fill="${light}"/><circle cx="290" cy="360" r="10" fill="${trim}"/></g>`;

export const compass: Thing = ({ main, shade, light, trim }, seed) =>
  `<circle cx="320" cy="350" r="150" fill="${main}"/><circle cx="320" cy="350" r="118" fill="#f7f1e2"/><circle cx="320" cy="178" r="26" ${line(shade, 14)}/><g transform="rotate(${seed % 90} 320 350)"><path d="M320 256l24 94h-48Z" fill="#b8452a"/><path d="M320 444l24-94h-48Z" fill="${trim}"/></g><circle cx="320" cy="350" r="12" fill="${light}"/>`;
