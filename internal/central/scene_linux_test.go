package central_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/central"
	"madoguchi/internal/central/centraltest"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// One server for all stories that leave it alive; each has a database of its own.
var shared = struct {
	once   sync.Once
	server *centraltest.Server
	err    error
	number int
}{}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.server != nil {
		if err := shared.server.Close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(code)
}

func sharedServer(t testing.TB) *centraltest.Server {
	t.Helper()
	shared.once.Do(func() { shared.server, shared.err = centraltest.New(nil) })
	needed(t, shared.err)
	return shared.server
}

// ownServer is a server that a story may kill.
func ownServer(t testing.TB, ca *centraltest.Authority) *centraltest.Server {
	t.Helper()
	s, err := centraltest.New(ca)
	needed(t, err)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func needed(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, centraltest.ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	must(t, err)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// city is a central database with its administrator.
type city struct {
	*centraltest.Server
	t        testing.TB
	database string
	owner    *central.Owner
}

// newCity makes a database on the server, set up.
func newCity(t testing.TB, s *centraltest.Server) *city {
	t.Helper()
	shared.number++
	c := &city{Server: s, t: t, database: fmt.Sprintf("city%d", shared.number)}
	c.sqlIn("postgres", "CREATE DATABASE "+c.database)
	owner, err := central.OpenOwner(t.Context(), s.OwnerURL(c.database))
	must(t, err)
	c.owner = owner
	t.Cleanup(func() { _ = owner.Close(context.Background()) })
	must(t, owner.Init(t.Context()))
	return c
}

// sql runs statements as the superuser.
func (c *city) sql(statement string, args ...any) {
	c.t.Helper()
	c.sqlIn(c.database, statement, args...)
}

func (c *city) sqlIn(database, statement string, args ...any) {
	c.t.Helper()
	conn, err := pgx.Connect(context.Background(), c.OwnerURL(database))
	must(c.t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), statement, args...)
	must(c.t, err)
}

// number asks for one number as the superuser.
func (c *city) count(query string, args ...any) (n int64) {
	c.t.Helper()
	conn, err := pgx.Connect(context.Background(), c.OwnerURL(c.database))
	must(c.t, err)
	defer conn.Close(context.Background())
	must(c.t, conn.QueryRow(context.Background(), query, args...).Scan(&n))
	return n
}

var terminals int

// terminal is one terminal of the city with a log in memory and a certificate.
type terminal struct {
	*memoryLog
	name   string
	client *central.Client
}

func (c *city) newTerminal() *terminal {
	c.t.Helper()
	terminals++
	name := fmt.Sprintf("terminal-%d", terminals)
	log := newLog(c.t, name)
	must(c.t, c.owner.AddTerminal(c.t.Context(), name, log.VerifierKey()))
	cert, key, err := c.CA.Issue(name)
	must(c.t, err)
	return &terminal{memoryLog: log, name: name, client: &central.Client{Log: log, Now: time.Now, Settings: central.Settings{
		URL: fmt.Sprintf("postgres://%s@%s/%s", name, c.Address(), c.database), Cert: cert, Key: key, CA: c.CA.File()}}}
}

// upload uploads and expects an outcome, "" for none.
func (x *terminal) upload(t testing.TB, want juki.Code) central.Progress {
	t.Helper()
	p, err := x.client.Upload(context.Background())
	expect(t, err, want)
	return p
}

func expect(t testing.TB, err error, want juki.Code) {
	t.Helper()
	var o *juki.Outcome
	switch {
	case want == "" && err != nil:
		t.Fatalf("refused: %v", err)
	case want != "" && (!errors.As(err, &o) || o.Code != want):
		t.Fatalf("wanted %s, got %v", want, err)
	}
}

// memoryLog is a terminal's log without a database.
type memoryLog struct {
	mu     sync.Mutex
	key    *oplog.TerminalKey
	nodes  []tlog.Hash
	leaves []oplog.Leaf
}

func newLog(t testing.TB, name string) *memoryLog {
	t.Helper()
	seed := make([]byte, oplog.SeedSize)
	_, _ = rand.Read(seed)
	key, err := oplog.NewTerminalKey("28225.madoguchi/"+name, seed)
	must(t, err)
	return &memoryLog{key: key}
}

// copy is the log as it stands, for a terminal put back or forged.
func (l *memoryLog) copy(records int) *memoryLog {
	c := &memoryLog{key: l.key}
	for _, leaf := range l.leaves[:records] {
		c.take(leaf.Payload, leaf.Salt)
	}
	return c
}

func (l *memoryLog) take(payload []byte, salt oplog.Salt) {
	hash := oplog.LeafHash(salt, payload)
	n := int64(len(l.leaves))
	added, err := tlog.StoredHashesForRecordHash(n, hash, l)
	if err != nil {
		panic(err)
	}
	l.nodes = append(l.nodes, added...)
	l.leaves = append(l.leaves, oplog.Leaf{Seq: n, Salt: salt, Payload: payload, FirstNode: tlog.StoredHashIndex(0, n), Nodes: []tlog.Hash{hash}})
}

func (l *memoryLog) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for k, i := range indexes {
		list[k] = l.nodes[i]
	}
	return list, nil
}

func (l *memoryLog) VerifierKey() string { return l.key.VerifierKey() }

func (l *memoryLog) Checkpoint(context.Context) (oplog.Checkpoint, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return oplog.NewSealer(l.key).Checkpoint(int64(len(l.leaves)), l)
}

func (l *memoryLog) Leaves(_ context.Context, from int64, count, bytes int) ([]oplog.Leaf, oplog.Checkpoint, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	end := min(from+int64(count), int64(len(l.leaves)))
	head, err := oplog.NewSealer(l.key).Checkpoint(end, l)
	return l.leaves[from:end], head, err
}

func (l *memoryLog) Record(ctx context.Context, records ...oplog.Record) error {
	if err := ctx.Err(); err != nil { // as the store does
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range records {
		payload, err := oplog.EncodeRecord(r)
		if err != nil {
			return err
		}
		salt, err := oplog.NewSalt(rand.Reader)
		if err != nil {
			return err
		}
		l.take(payload, salt)
	}
	return nil
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.FixedZone("JST", 9*60*60))

// work records n log-ins, a minute apart, from a time on.
func (l *memoryLog) work(t testing.TB, n int, from time.Time) {
	t.Helper()
	for i := range n {
		must(t, l.Record(t.Context(), oplog.Record{Time: from.Add(time.Duration(i) * time.Minute), Event: oplog.LoginSucceeded,
			Operator: juki.OperatorID(fmt.Sprintf("S%03d", i%900)), Values: []oplog.Value{oplog.Post(juki.Operator)}}))
	}
}

// stored asserts that the server has exactly the first records of the log, as they are.
func (c *city) stored(x *terminal, records int64) {
	c.t.Helper()
	conn, err := pgx.Connect(context.Background(), c.OwnerURL(c.database))
	must(c.t, err)
	defer conn.Close(context.Background())
	rows, err := conn.Query(context.Background(), `SELECT r.seq, r.salt, r.payload FROM madoguchi.record AS r JOIN madoguchi.log AS l ON l.id = r.log
		WHERE l.verifier_key = $1 ORDER BY r.seq`, x.VerifierKey())
	must(c.t, err)
	n := int64(0)
	for ; rows.Next(); n++ {
		var seq int64
		var salt []byte
		var payload string
		must(c.t, rows.Scan(&seq, &salt, &payload))
		if own := x.leaves[n]; seq != n || string(salt) != string(own.Salt[:]) || payload != string(own.Payload) {
			c.t.Fatalf("row %d is record %d, or not as it was sent", n, seq)
		}
	}
	must(c.t, rows.Err())
	if n != records {
		c.t.Fatalf("the server has %d records, not %d", n, records)
	}
}

func events(l *memoryLog) string {
	var names []string
	for _, leaf := range l.leaves {
		r, err := oplog.DecodeRecord(leaf.Payload)
		if err != nil {
			panic(err)
		}
		if name, ok := strings.CutPrefix(r.Event.String(), "communication.upload-"); ok {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}
