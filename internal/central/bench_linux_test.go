package central_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// benchRecords is one benchmark's log: a busy terminal's working days.
const benchRecords = 100_000

// BenchmarkUpload beside its ceiling: a bare COPY of the same rows, over the same TLS, into a table with the same indexes, checked by nobody.
// The figure that counts is the ratio.
func BenchmarkUpload(b *testing.B) {
	city := newCity(b, ownServer(b, nil))
	must(b, city.Configure("shared_buffers = 256MB\nmax_wal_size = 4GB\nfsync = on"))
	must(b, city.Stop())
	must(b, city.Start())
	city.administer(city.Server)
	x := city.newTerminal()
	log := newLog(b, x.name)
	start := time.Date(2026, 11, 1, 9, 0, 0, 0, noon.Location())
	log.work(b, benchRecords, start)
	city.sql(`CREATE TABLE madoguchi.bare (LIKE madoguchi.record INCLUDING ALL); GRANT INSERT ON madoguchi.bare TO madoguchi_terminal`)
	conn := city.thief(x)
	var copied, uploaded time.Duration
	for range b.N {
		city.sql("TRUNCATE madoguchi.bare; SET session_replication_role = replica; TRUNCATE madoguchi.record; TRUNCATE madoguchi.batch; UPDATE madoguchi.log SET size = 0, checkpoint = ''")
		city.sql("CHECKPOINT")
		began := time.Now()
		_, err := conn.CopyFrom(context.Background(), pgx.Identifier{"madoguchi", "bare"}, []string{"log", "seq", "ts", "event", "operator", "case_no", "salt", "payload"},
			pgx.CopyFromSlice(benchRecords, func(i int) ([]any, error) {
				l := log.leaves[i]
				return []any{1, l.Seq, start.Add(time.Duration(i) * time.Minute), "login.done", "S001", "", l.Salt[:], string(l.Payload)}, nil
			}))
		must(b, err)
		copied += time.Since(began)
		city.sql("CHECKPOINT")
		own := log.copy(benchRecords)
		x.client.Log = own
		city.sql("UPDATE madoguchi.log SET verifier_key = $1", own.VerifierKey())
		began = time.Now()
		_, err = x.client.Upload(context.Background())
		must(b, err)
		uploaded += time.Since(began)
	}
	b.ReportMetric(float64(benchRecords*b.N)/copied.Seconds(), "copy-rows/s")
	b.ReportMetric(float64(benchRecords*b.N)/uploaded.Seconds(), "upload-rows/s")
	b.ReportMetric(copied.Seconds()/uploaded.Seconds(), "of-copy")
}
