// Goroutines, channels, timers, garbage, and an HTTP server with its clients on the loopback network.
package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type message struct {
	Number int      `json:"number"`
	Words  []string `json:"words"`
}

func goroutines() {
	work, results := make(chan int), make(chan int)
	var group sync.WaitGroup
	for i := 0; i < 100; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for n := range work {
				sum := 0
				for j := 1; j <= n; j++ {
					sum += j
				}
				results <- sum
			}
		}()
	}
	go func() {
		for i := 0; i < 5000; i++ {
			work <- i
		}
		close(work)
		group.Wait()
		close(results)
	}()
	total := 0
	for r := range results {
		total += r
	}
	fmt.Println("goroutines", total)
}

// A goroutine that never yields is preempted by a signal.
func preemption() {
	var stop atomic.Bool
	spinning := make(chan bool)
	go func() {
		close(spinning)
		for !stop.Load() {
		}
	}()
	<-spinning
	runtime.GC()
	stop.Store(true)
	fmt.Println("preempted")
}

func garbage() {
	var kept [][]byte
	for i := 0; i < 20000; i++ {
		b := make([]byte, 1024)
		b[i%1024] = 1
		if i%100 == 0 {
			kept = append(kept, b)
		}
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("garbage", len(kept), m.NumGC > 0)
}

func server(listener net.Listener) *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/hello", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "hello %s", r.URL.Query().Get("name")) })
	mux.HandleFunc("/sum", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%x", sha256.Sum256(body))
	})
	mux.HandleFunc("/json", func(w http.ResponseWriter, r *http.Request) {
		var m message
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			http.Error(w, err.Error(), 400)
			return
		}
		m.Number *= 2
		sort.Strings(m.Words)
		json.NewEncoder(w).Encode(m)
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i < 3; i++ {
			fmt.Fprintf(w, "part %d\n", i)
			w.(http.Flusher).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	})
	s := &http.Server{Handler: mux}
	go s.Serve(listener)
	return s
}

func get(client *http.Client, url, body string) string {
	response, err := client.Post(url, "text/plain", strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(response.StatusCode, " ", strings.TrimSpace(string(text)))
}

func web() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	s := server(listener)
	base := "http://" + listener.Addr().String()
	client := &http.Client{Timeout: 20 * time.Second}
	fmt.Println(get(client, base+"/hello?name=go", ""))
	fmt.Println(get(client, base+"/sum", strings.Repeat("x", 1<<20)))
	fmt.Println(get(client, base+"/json", `{"number": 21, "words": ["pear", "apple", "fig"]}`))
	fmt.Println(get(client, base+"/json", `{"number": `))
	fmt.Println(get(client, base+"/slow", ""))
	fmt.Println(get(client, base+"/nothing", ""))
	var group sync.WaitGroup
	var good atomic.Int32
	for i := 0; i < 16; i++ {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			for j := 0; j < 25; j++ {
				if get(client, fmt.Sprintf("%s/hello?name=%d.%d", base, i, j), "") == fmt.Sprintf("200 hello %d.%d", i, j) {
					good.Add(1)
				}
			}
		}(i)
	}
	group.Wait()
	fmt.Println("answers", good.Load())
	s.Close()
	_, err = client.Get(base + "/hello")
	fmt.Println("closed", err != nil)
}

func system(directory string) {
	for i := 0; i < 5; i++ {
		os.WriteFile(filepath.Join(directory, fmt.Sprint("file", i)), []byte(strings.Repeat("line\n", i)), 0o640)
	}
	filepath.Walk(directory, func(path string, info os.FileInfo, err error) error {
		if !info.IsDir() {
			fmt.Println(filepath.Base(path), info.Size(), info.Mode())
		}
		return err
	})
	_, err := os.Open(filepath.Join(directory, "missing"))
	fmt.Println(err != nil, os.IsNotExist(err))
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGUSR1)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	fmt.Println("caught", <-caught)
	out, err := exec.Command(os.Args[0], "child", "one", "two").CombinedOutput()
	fmt.Printf("child %q %v\n", out, err)
	select {
	case <-time.After(10 * time.Millisecond):
		fmt.Println("timer")
	}
}

func main() {
	if len(os.Args) > 2 && os.Args[1] == "child" {
		fmt.Println("I am", os.Args[2:])
		os.Exit(3)
	}
	goroutines()
	preemption()
	garbage()
	web()
	system(os.Args[1])
}
