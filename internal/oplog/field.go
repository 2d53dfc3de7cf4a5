package oplog

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"madoguchi/internal/juki"
)

// Field names a field of a record. Its form is fixed in the table below, so that nothing a person typed about a
// resident (name, address, birth date, PIN, My Number) has the form of any field (第19条第2号).
type Field string

// The fields.
const (
	FieldBad        Field = "bad"        // rows that cannot be taken
	FieldBook       Field = "book"       // number by the ledger
	FieldCard       Field = "card"       // last four characters of a card's serial, after a star
	FieldCode       Field = "code"       // outcome code
	FieldCommands   Field = "commands"   // APDUs sent in a card session
	FieldCounted    Field = "counted"    // number by the count
	FieldDay        Field = "day"        // business day, never before this program's first
	FieldDifference Field = "difference" // counted − book
	FieldDigest     Field = "digest"     // SHA-256 of a list or sheet, hex
	FieldDocuments  Field = "documents"  // kinds of identity documents, by code
	FieldEdition    Field = "edition"    // release or training
	FieldFor        Field = "for"        // the event a second person confirmed
	FieldFrom       Field = "from"       // place moved from
	FieldGood       Field = "good"       // rows that can be taken
	FieldHits       Field = "hits"       // cases found
	FieldIndex      Field = "index"      // of the log, which it is searched along
	FieldItem       Field = "item"       // item of the ledger
	FieldKey        Field = "key"        // what was searched by, not for
	FieldKind       Field = "kind"       // card kind
	FieldKnown      Field = "known"      // rows known already
	FieldPages      Field = "pages"
	FieldPIN        Field = "pin"  // which PIN, never its characters
	FieldPINs       Field = "pins" // which PINs
	FieldPlace      Field = "place"
	FieldPost       Field = "post"
	FieldPurpose    Field = "purpose"  // why personal data was used, 第19条第3号
	FieldNumber     Field = "number"   // of a transfer, a disposal, an incident, an emergency
	FieldRound      Field = "round"    // first or second count
	FieldMode       Field = "mode"     // of the clerk's screen
	FieldPart       Field = "part"     // which covered field, never what stands in it
	FieldMethod     Field = "method"   // of a disposal
	FieldMovement   Field = "movement" // the ledger's own number of a movement
	FieldQuestion   Field = "question" // what the central server was asked
	FieldRelation   Field = "relation" // of the person to the operator who looks: an own family name, an own address area
	FieldReader     Field = "reader"   // operator or customer
	FieldReason     Field = "reason"
	FieldRefused    Field = "refused" // rows refused
	FieldRoot       Field = "root"    // root hash of the log
	FieldRows       Field = "rows"
	FieldSetting    Field = "setting" // key of a setting
	FieldSheet      Field = "sheet"   // which printed sheet
	FieldSize       Field = "size"    // records in the log
	FieldState      Field = "state"
	FieldSubject    Field = "subject"  // operator the act was about
	FieldTaken      Field = "taken"    // rows taken
	FieldTerminal   Field = "terminal" // the other end of a transfer
	FieldTo         Field = "to"       // place moved to
	FieldTries      Field = "tries"    // tries left
	FieldVersion    Field = "version"
	FieldWitness    Field = "witness" // second person

	FieldInitialised Field = "initialised" // how a medium was initialised before it was disposed of
)

// form is what a field's text looks like.
type form struct {
	number bool              // JSON number
	fits   func(string) bool // on the whole text
}

const maxNumber = 9_999_999 // seven digits: no eight-digit birth date, no My Number

var (
	word       = matcher(`[a-z][a-z0-9]{0,15}(-[a-z][a-z0-9]{0,15}){0,4}`)
	place      = matcher(`[A-Z]{1,2}-[0-9]{2}(-[0-9]{2})?|issuer|resident|inbox|counter|transit|mail|missing|disposed|lost|elsewhere`)
	document   = matcher(`[AB](-[a-z]{2,16}){1,4}`)
	pinName    = `signature|authentication|resident-register|face-entry`
	digestForm = matcher(`[0-9a-f]{64}`)

	operatorForm = matcher(`[A-Z][0-9]{3,5}`)
	serialForm   = matcher(`[0-9A-Z]{8,20}`)
	caseForm     = matcher(`R[0-9]{2}-[0-9]{6}`)

	count  = form{number: true, fits: between(0, maxNumber)}
	signed = form{number: true, fits: between(-maxNumber, maxNumber)}
)

var forms = map[Field]form{
	FieldBad: count, FieldCommands: count, FieldCounted: count, FieldGood: count, FieldHits: count, FieldKnown: count,
	FieldPages: count, FieldRefused: count, FieldRows: count, FieldTaken: count,
	FieldTries:      {number: true, fits: between(0, 15)},
	FieldSize:       {number: true, fits: between(0, 1<<53)},
	FieldDifference: signed,
	FieldBook:       signed, // 移送中 and 所在不明 may be below zero

	FieldCard:      {fits: matcher(`\*[0-9A-Z]{4}`)},
	FieldCode:      {fits: func(s string) bool { return slices.Contains(juki.Codes(), juki.Code(s)) }},
	FieldDay:       {fits: dayForm},
	FieldDigest:    {fits: digestForm},
	FieldDocuments: {fits: documentsForm},
	FieldEdition:   {fits: matcher(`release|training`)},
	FieldFor:       {fits: func(s string) bool { _, ok := ParseEvent(s); return ok }},
	FieldFrom:      {fits: place},
	FieldIndex:     {fits: matcher(`record(-[a-z]{2,10}){1,2}`)},
	FieldItem:      {fits: word},
	FieldKey:       {fits: matcher(`notice|serial|case|kana-and-birth|list`)},
	FieldKind:      {fits: matcher(`unknown|mynumber|resident|operator`)},
	FieldNumber:    {fits: matcher(`[THJK][0-9]{2}-[0-9]{6}`)},
	FieldRound:     {number: true, fits: between(1, 2)},
	FieldMethod:    {fits: matcher(`incineration|dissolution|shredding|destruction`)},
	FieldMode:      {fits: matcher(`normal|masked|privacy`)},
	FieldPart:      {fits: matcher(`name|kana|birth|address|notice|serial|resident-code|person|photo|note`)},
	FieldMovement:  {number: true, fits: between(1, 1<<53)},
	FieldPIN:       {fits: matcher(pinName)},
	FieldPINs:      {fits: matcher(`(` + pinName + `)(,(` + pinName + `)){0,3}`)},
	FieldPlace:     {fits: place},
	FieldPost:      {fits: func(s string) bool { return slices.Contains(postNames[:], s) }},
	FieldPurpose:   {fits: matcher(`handover|inspection|arrival|inquiry-by-the-person|correction|stock-count|card-transfer|disposal|audit|log-check|investigation|own(-[a-z]{2,15}){1,3}`)},
	FieldQuestion:  {fits: matcher(`log|stock|terminals|conflicts`)},
	FieldRelation:  {fits: matcher(`same-name|same-area|same-name-and-area`)},
	FieldReader:    {fits: matcher(`operator|customer`)},
	FieldReason:    {fits: word},
	FieldRoot:      {fits: digestForm},
	FieldSetting:   {fits: word},
	FieldSheet:     {fits: matcher(`daily|arrival|register|ledger|stock-list|disposal|monthly|pick-list|transfer-slip|labels|incident|log-list|log-inspection|log-usage|office-stock`)},
	FieldState:     {fits: word},
	FieldSubject:   {fits: operatorForm},
	FieldTerminal:  {fits: matcher(`[a-z]{1,16}(-[a-z]{1,16}){0,3}-?[0-9]{0,4}`)},
	FieldTo:        {fits: place},
	FieldVersion:   {fits: matcher(`v[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(-[a-z]{1,16})?`)},
	FieldWitness:   {fits: operatorForm},

	FieldInitialised: {fits: matcher(`overwritten|secure-erase|degaussed|not-possible`)},
}

func matcher(pattern string) func(string) bool {
	return regexp.MustCompile(`\A(?:` + pattern + `)\z`).MatchString
}

// between accepts canonical decimal numbers: no plus, no leading zero, no minus zero.
func between(low, high int64) func(string) bool {
	return func(s string) bool {
		n, err := strconv.ParseInt(s, 10, 64)
		return err == nil && strconv.FormatInt(n, 10) == s && low <= n && n <= high
	}
}

// maxDocuments is every kind of document once, of the resident and of the representative.
const maxDocuments = 36

func documentsForm(s string) bool {
	kinds := strings.Split(s, ",")
	return len(kinds) <= maxDocuments && !slices.ContainsFunc(kinds, func(k string) bool { return !document(k) })
}

// dayForm refuses every day before this program existed, so that a birth date of anyone old enough to be at
// a counter today cannot stand in the field.
func dayForm(s string) bool {
	d, err := parseDay(s)
	return err == nil && d.Year() >= firstYear && d.Year() <= lastYear && d.Format(dayLayout) == s
}
