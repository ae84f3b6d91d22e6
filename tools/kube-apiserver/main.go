// Command kube-apiserver is the real Kubernetes API server with its etcd in the same process, so
// that tests can start one with nothing else on the machine. It stores to a folder of its own and
// listens on the loopback interface only.
//
// Its own main package cannot be built as a module, because k8s.io/kubernetes replaces its staging
// modules by relative paths; go.mod pins each of them to the matching release instead.
//
//	kube-apiserver --etcd-data-dir=DIR [flags of the real kube-apiserver, without --etcd-servers]
package main

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

const dataDirFlag = "--etcd-data-dir="

func main() {
	dataDir, rest := takeDataDir(os.Args[1:])
	if dataDir != "" {
		endpoint, err := startEtcd(dataDir)
		if err != nil {
			fmt.Fprintln(os.Stderr, "kube-apiserver: etcd:", err)
			os.Exit(1)
		}
		rest = append(rest, "--etcd-servers="+endpoint)
	}
	os.Args = append(os.Args[:1], rest...)
	os.Exit(cli.Run(app.NewAPIServerCommand()))
}

// takeDataDir removes our one flag from the arguments and returns its value.
func takeDataDir(args []string) (string, []string) {
	var dataDir string
	rest := make([]string, 0, len(args)+1)
	for _, arg := range args {
		if value, ours := strings.CutPrefix(arg, dataDirFlag); ours {
			dataDir = value
			continue
		}
		rest = append(rest, arg)
	}
	return dataDir, rest
}

// startEtcd starts etcd on free loopback ports and returns the URL that clients use.
// It does not sync to disk: what a test stores need not survive a power cut.
func startEtcd(dataDir string) (string, error) {
	config := embed.NewConfig()
	config.Dir = dataDir
	config.UnsafeNoFsync = true
	config.LogLevel = "error"
	client, err := freeURL()
	if err != nil {
		return "", err
	}
	peer, err := freeURL()
	if err != nil {
		return "", err
	}
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{client}, []url.URL{client}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return "", err
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return client.String(), nil
	case <-time.After(60 * time.Second):
		return "", fmt.Errorf("not ready after 60 s")
	}
}

func freeURL() (url.URL, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return url.URL{}, err
	}
	defer listener.Close()
	return url.URL{Scheme: "http", Host: listener.Addr().String()}, nil
}
