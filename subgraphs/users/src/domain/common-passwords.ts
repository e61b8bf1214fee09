/**
 * Stems of passwords that guessing programs try first. A password is common when nothing but one of
 * these is left of it after `password-policy.ts` has taken digits and signs off its ends. Only what
 * can pass the length rule that way is listed; digits alone and repetitions are caught there.
 */
export const commonPasswordStems: ReadonlySet<string> = new Set(
  `password passwords passwort password1 mypassword thepassword newpassword passwordpassword
  passpass passphrase secret secrets secretsecret topsecret mysecret letmein letmeinnow letmeinplease
  welcome welcomeback welcomehome hello helloworld hellohello goodmorning goodbye iloveyou iloveyouso
  iloveyoubaby ihateyou loveyou lovelove loveme lovely forever foreverlove sunshine mysunshine
  princess myprincess football footballer baseball basketball volleyball softball soccer hockey
  superman batman spiderman ironman starwars startrek pokemon minecraft fortnite whatever whatsup
  monkey monkeymonkey dragon dragonball butterfly chocolate computer internet samsung samsunggalaxy
  michael jennifer charlotte elizabeth alexander christopher jonathan nicholas stephanie victoria
  liverpool liverpoolfc manchester arsenal chelsea barcelona realmadrid juventus california
  qwerty qwertyqwerty qwertyuiop qwertyuiopasdf qwertzuiop qwertz azerty azertyuiop asdfgh asdfghjkl
  asdfasdf asdfghjklqwerty zxcvbn zxcvbnm zxcvbnmasdf qazwsx qazwsxedc qweasd qweasdzxc wasdwasd
  abcdef abcdefg abcdefgh abcdefghi abcdefghij abcdefghijk abcabc aabbcc admin administrator
  adminadmin rootroot root toor superuser sysadmin default changeme changemenow changeit pleasechange
  test testtest testing tester testuser guest guestguest login loginlogin access accessgranted
  trustno master masterkey mastermaster killer shadow jordan harley freedom google facebook instagram
  january february september october november december monday wednesday thursday saturday
  spring summer autumn winter summertime wintertime christmas happynewyear birthday happybirthday
  blessed jesuschrist jesuslovesme godisgood godislove angel angels friends family familyfirst
  money moneymoney lucky diamond platinum corvette mercedes ferrari lamborghini motorcycle
  customer shopping onlineshop tributary`.split(/\s+/),
);
