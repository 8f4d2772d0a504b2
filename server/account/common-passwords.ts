/** Of the lists of leaked passwords, the most common that are long enough to pass otherwise. Lower case. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `1234567890 0123456789 12345678910 123456789a 1234567891 0987654321 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc qwertyuiop
  qwerty12345 qwerty123456 qwerty1234 asdfghjkl1 asdfghjkl; zxcvbnm123 1234512345 1111111111 0000000000 5555555555
  6666666666 8888888888 9999999999 7777777777 2222222222 3333333333 4444444444 11111111111 1231231231 123123123123
  1122334455 1212121212 1234554321 9876543210 a123456789 a1234567890 aa123456789 abc1234567 abc123456789 abcd123456
  abcd1234567 abcdefghij abcdefg123 password12 password123 password1234 password12345 password01 passw0rd123 p@ssw0rd123
  p@ssword123 admin12345 admin123456 administrator administrator1 root123456 test123456 testtest123 welcome123
  welcome1234 changeme123 letmein1234 iloveyou12 iloveyou123 woaini1314 woaini520520 5201314520 woaini123456 woaiwojia1
  li123456789 wang123456 zhang123456 qq123456789 qq1234567890 taobao123456 taobao1234 wodemima123 mima123456 iloveyou1314
  1314520520 520131452013 147258369a 1472583690 147852369a 159753159753 741852963a 7894561230 789456123a 123qweasdzxc
  123qwe123qwe qweasdzxc123 qazwsxedcrfv qazwsx123456 q1w2e3r4t5 q1w2e3r4t5y6 asd123456789 zxc123456789 qwe123456789
  football123 baseball123 superman123 princess123 sunshine123 monkey12345 dragon12345 michael123 shadow12345 master12345
  fanloom123 fanloom1234 fanloom123456 fanloomfanloom summer2024 summer2025 winter2024 winter2025 company123 secret1234
  google12345 internet123 computer123 trustno1trustno1 unknown123 killer12345 charlie123 freedom123 whatever123 qwertyqwerty
  passwordpassword 123456123456 1234567812345678 12345678900 123456789123 1234567890a 1234567890q 1029384756 0192837465
  112233445566 aaaaaaaaaa aaaaaaaaaaaa asdasdasdasd qweqweqweqwe zaq12wsxcde3 !qaz2wsx3edc 1qaz@wsx3edc 1qaz!qaz1qaz`.split(
    /\s+/,
  ),
);
