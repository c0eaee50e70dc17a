/**
 * How usual characters are in what people write, language by language: what tells a right reading of
 * bytes from a wrong one. Letters stand from the most frequent to the rarest, without capitals.
 */
export interface Alphabet {
  readonly letters: string;
  /** ASCII letters are letters of the language too, so its words mix both. */
  readonly isLatin: boolean;
}

const latin = (letters: string): Alphabet => ({ letters, isLatin: true });
const other = (letters: string): Alphabet => ({ letters, isLatin: false });

const centralEuropean = {
  polish: latin('ęąłóśżćńź'),
  czech: latin('íáéěýřžčšůúťďňó'),
  slovak: latin('áíéúýčžšľťňôďóäŕĺ'),
  hungarian: latin('áéíóöőüűú'),
  romanian: latin('ăîâţş'),
  croatian: latin('čžšćđ'),
  german: latin('üäöß'),
};

const cyrillic = {
  russian: other('оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё'),
  ukrainian: other('оанивітерслкдпмузябьгчйхцжюшєїщфґ'),
  bulgarian: other('аиоентрсвлкдпмзъубгячцжйщшхюфь'),
  serbian: other('аиоенсртјукдвмлпзбгчцшжхћфњљђџ'),
};

const turkish = { turkish: latin('ıişüçöğâ') };

/** The languages that a single-byte encoding is used for. */
export const alphabets = {
  western: {
    german: latin('üäößéà'),
    french: latin('éèàêçôùâîûœëïüÿ'),
    spanish: latin('óáíéñúü'),
    portuguese: latin('ãçéáóíêõâàúôü'),
    italian: latin('èàùòìéî'),
    nordic: latin('åäöøæéüà'),
    icelandic: latin('áíðóéöþúæý'),
  },
  centralEuropean,
  cyrillic,
  turkish,
  baltic: {
    lithuanian: latin('ėšųįžūčąę'),
    latvian: latin('āīēšūņļģžčķ'),
    estonian: latin('äõüöšž'),
  },
  greek: { greek: other('αοιετσνηυρπκμλωςγίδχάέόφθύήβώξζψϊϋΐΰ') },
  hebrew: { hebrew: other('יוהלארתבשמנםדחקפעטכסזגןצףךץ') },
  arabic: {
    arabic: other('الينمرتوبةعدسفهكقحجشطصىخذءضزئثأإآؤغظ'),
    persian: other('اینردهموتسلشبکزخفعگقپحژغضثظطصذءآئأچج'),
  },
  thai: { thai: other('านรอกเงมยลวดทสตะปบคหแจพชขใไโผซถธศฟณัี้่ิ์ุูำืึ๊็๋ๆญษฐภฎฏฒฬฮฉฆฑฌฤ') },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Alphabet>>>>;

/** Signs that any language's text may have beside its letters. */
export const usualSigns = '’“”–…€‘„«»—°•·§©®™×№‚‹›¿¡ºªµ£µ±²³½\u00a0';

/** Hanzi and kanji of everyday text and of messages that programs write, in three countries. */
export const commonHan =
  '的一是不了在人有我他这这個这们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运' +
  '這個們來為國說時會對後過發裡經麼動現當沒還進樣開從實軍無與長機關點業將兩間問應戰頭體見產話內錄給門東聲員論處義幾認條題爾別變總電數報結務場計資許統區隊決馬書則聽達強難權設記類據張該規萬術領確傳師觀讓識帶導爭運頁當' +
  '错误失败连接拒绝超时服务器启动停止用户登录密码文件路径数据库网络请求响应警告信息异常系统错磁盘满内存检查成功完成无法找到打开关闭读写存在试稍后操作线程版号编址配置参请输入选择删除添更修改载传' +
  '錯誤敗連線絕逾時伺服啟動停止使用者登錄碼檔案徑資料庫網路請應警告訊息異常系統磁碟滿記憶檢查功完成無法找到打開閉讀寫試稍後操作執緒版號編址設參輸選擇刪除添更修改載' +
  '接続拒否確認処理開始終了成功失敗起動停止実行設定変更削除追加読込書込検索表示入力出力画面利用可能必要情報警告番号件数対象値有効無効期限通信応答待機切断再試行回数状態異常発生円今見気私当彼';

/** Hangul syllables of everyday text and of messages that programs write. */
export const commonHangul =
  '이다는에의을가고하지로기사리어한자은를도서시으나스인그정수해대아제부일전들라있과면여원게장보구상주만성유니적공경조신동년국오비소방중위무였우안간물러생세화려업연실모말내계관개습된것없않되할통때등용회학식했던드요거임선문운진결선현발미입와야터불당본명심분영감단회외차체금산호행치마오류연결파일서버데응답요청패작접거부인찾수없용자시간초과류';
