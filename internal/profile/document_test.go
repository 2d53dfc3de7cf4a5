package profile_test

import (
	"fmt"
	"strings"
	"testing"

	"madoguchi/internal/golden"
	"madoguchi/internal/profile"
)

// docs/規程プロファイル.md is what the shipped profiles mean: go test ./internal/profile -run Doc -update writes it anew.
func TestTheDocumentedProfilesAreFresh(t *testing.T) {
	var b strings.Builder
	b.WriteString(`# 規程プロファイル

規程が在庫と緊急時について求めることを、データ(assets/profiles/*.toml)で持っています。版には施行日があり、業務日に効力のある版が決めます。
「条文」は、その定めが守る条文です。「初期値の出どころ」は、規程が数値を示していないときに、値をどこから採ったかです。市で定めた値があれば、
プロファイルを写して書き換えてください。この文書はプロファイルから作られます(` + "`go test ./internal/profile -run Doc -update`" + `)。手で書き換えないでください。
`)
	for _, name := range profile.Names() {
		p, err := profile.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n## %s(`%s`)\n", p.Title.JA, p.Name)
		for _, r := range p.Versions() {
			b.WriteString(describe(r))
		}
	}
	golden.Text(t, "../../docs/規程プロファイル.md", b.String())
}

// describe is a version in the words of an auditor.
func describe(r profile.Rules) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s から(%s)\n\n| 定め | 値 | 条文 | 初期値の出どころ |\n| --- | --- | --- | --- |\n", r.From, r.Amendment)
	row := func(what, value string, basis profile.Basis) {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", what, value, basis.Article, basis.Default)
	}
	issue := "できる"
	if !r.ResidentCardIssueEnds.IsZero() {
		issue = fmt.Sprintf("%s まで。%s", r.ResidentCardIssueEnds, r.ResidentCardReason.JA)
	}
	row("住民基本台帳カードの新規発行", issue, r.ResidentCardBasis)
	row("日次締めの二人目の実査", asked(r.SecondCount), r.SecondCountBasis)
	row("登録前の顔写真を二人目が見比べる", asked(r.PhotoSecond), r.PhotoSecondBasis)
	row("二人を要する受払の事由", "`"+strings.Join(r.Witnessed, "` `")+"`", r.WitnessedBasis)
	row("再通知の対象", fmt.Sprintf("交付通知から%d日", r.RenoticeAfterDays), r.RenoticeBasis)
	row("廃棄の対象", fmt.Sprintf("交付通知から%d日", r.DisposalDueAfterDays), r.DisposalDueBasis)
	row("決めたその日の廃棄", asked(r.DisposalSameDay), r.DisposalSameDayBasis)
	row("廃棄の方法", methodsOf(r.DisposalMethods), r.DisposalMethodsBasis)
	row("電子媒体の廃棄の方法(初期化の後)", methodsOf(r.MediaMethods), r.MediaMethodsBasis)
	row("案件の本人情報を消すまで", fmt.Sprintf("終わった日から%dか月", r.CaseMonths), r.CaseMonthsBasis)
	a := r.Attention
	row("触れないまま画面を覆うまで", fmt.Sprintf("本人情報%d秒・画面全体%d秒・ロック%d秒", int(a.Veil.Seconds()), int(a.Hide.Seconds()), int(a.Lock.Seconds())), r.AttentionBasis)
	for _, p := range r.Purposes {
		row("本人情報を使う目的", fmt.Sprintf("%s(`%s`)", p.Words.JA, p.ID), p.Basis)
	}
	b.WriteString("\n緊急時対応計画(紛失を見つけてから)\n\n| 順 | 手順 | 記録の名 | 担当 | 期限 | 条文 | 初期値の出どころ |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for i, s := range r.EmergencySteps {
		fmt.Fprintf(&b, "| %d | %s | `%s` | %s | %s | %s | %s |\n", i+1, s.Words.JA, s.ID, s.Post.Japanese(), within(s.Minutes), s.Basis.Article, s.Basis.Default)
	}
	describeIncidents(&b, r.Incidents)
	describePlan(&b, r.EmergencyPlan)
	return b.String()
}

// describeIncidents are the plans of incidents of other kinds than cards and forms.
func describeIncidents(b *strings.Builder, list []profile.Incident) {
	if len(list) > 0 {
		b.WriteString("\n緊急時対応計画(カードと帳票のほかの事故を記録してから)\n")
	}
	for _, i := range list {
		var posts []string
		for _, p := range i.ClosePosts {
			posts = append(posts, p.Japanese())
		}
		fmt.Fprintf(b, "\n%s(`%s`)。終結する職: %s。条文: %s。%s\n\n| 順 | 手順 | 記録の名 | 担当 | 期限 |\n| --- | --- | --- | --- | --- |\n",
			i.Words.JA, i.ID, strings.Join(posts, "・"), i.Basis.Article, i.Basis.Default)
		for n, s := range i.Steps {
			fmt.Fprintf(b, "| %d | %s | `%s` | %s | %s |\n", n+1, s.Words.JA, s.ID, s.Post.Japanese(), within(s.Minutes))
		}
	}
}

func methodsOf(methods []profile.Method) string {
	var list []string
	for _, m := range methods {
		list = append(list, fmt.Sprintf("%s(`%s`)", m.JA, m.ID))
	}
	return strings.Join(list, "・")
}

// describePlan is the plan of a stopped terminal.
func describePlan(b *strings.Builder, e profile.EmergencyPlan) {
	var posts []string
	for _, p := range e.ReopenPosts {
		posts = append(posts, p.Japanese())
	}
	fmt.Fprintf(b, "\n緊急時対応計画(緊急停止から)。業務の再開を認める職: %s。条文: %s。%s\n\n", strings.Join(posts, "・"), e.Basis.Article, e.Basis.Default)
	for _, l := range e.Levels {
		fmt.Fprintf(b, "- `%s` %s(決める職: %s)\n", l.ID, l.Words.JA, l.Decides.Japanese())
	}
	b.WriteString("\n| 順 | 手順 | 記録の名 | 担当 | 期限 | いつ | 条文 | 初期値の出どころ |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for i, s := range e.Steps {
		when := "常に"
		if s.FromLevel > 0 {
			when = fmt.Sprintf("レベル%dから", s.FromLevel)
		}
		if s.BeforeReopen {
			when += "。再開の前に"
		}
		fmt.Fprintf(b, "| %d | %s | `%s` | %s | %s | %s | %s | %s |\n", i+1, s.Words.JA, s.ID, s.Post.Japanese(), within(s.Minutes), when, s.Basis.Article, s.Basis.Default)
	}
	b.WriteString("\n| 連絡先(見本の番号) | 電話 | 夜間・休日 | 副 | 副の電話 |\n| --- | --- | --- | --- | --- |\n")
	for _, c := range e.Contacts {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", c.Words.JA, c.Phone, c.Night, c.Deputy.JA, c.DeputyAt)
	}
}

func asked(yes bool) string {
	if yes {
		return "求める"
	}
	return "求めない"
}

// within is a number of minutes in the largest unit that fits.
func within(minutes int) string {
	switch {
	case minutes == 0:
		return "定めない"
	case minutes%(24*60) == 0:
		return fmt.Sprintf("%d日以内", minutes/(24*60))
	case minutes%60 == 0:
		return fmt.Sprintf("%d時間以内", minutes/60)
	}
	return fmt.Sprintf("%d分以内", minutes)
}
