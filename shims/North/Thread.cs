using System;
using System.Collections.Generic;

namespace LiteBox;

/// <summary>
/// A thread. Threads take turns: one runs until it waits (a sleep, a lock, an empty pipe, the console), so what lies between
/// two waits is never disturbed. A thread that has not ended when Main returns ends with the program. Its stack is 128 KiB.
/// </summary>
public sealed class Thread
{
    // By number: who starts finds what it has to run here.
    private static readonly Dictionary<int, Thread> s_threads = new();

    private readonly Action _body;
    private readonly North.WaitQueue _joiners = new();

    private Thread(Action body) => _body = body;

    /// <summary>Its number (gettid(2)); 0 before it has one.</summary>
    public int Id { get; private set; }

    /// <summary>True once its body has returned.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Starts a thread (pthread_create(3)). EAGAIN when there is no room for another.</summary>
    public static Errno Start(Action body, out Thread thread)
    {
        thread = new Thread(body);
        Errno error = Current.Process.StartThread(Current.Thread, Entry.ThreadFunction, out North.Thread? started);
        if (error == Errno.None)
        {
            // It finds itself here: it cannot run before this thread gives the lock up.
            thread.Id = started!.Id;
            s_threads[thread.Id] = thread;
        }

        thread.HasEnded = error != Errno.None;
        return error;
    }

    /// <summary>Waits for its end (pthread_join(3)).</summary>
    public void Join()
    {
        North.Thread self = Current.Thread;
        while (!HasEnded)
            _joiners.Wait(self);
        Current.Resume(self);
    }

    /// <summary>Runs the current thread from its start to its end. Does not return.</summary>
    internal static void RunCurrent()
    {
        North.Thread self = Current.Thread;
        Thread thread = s_threads[self.Id];
        thread._body();
        thread.HasEnded = true;
        s_threads.Remove(self.Id);
        thread._joiners.Wake();
        self.End(0);
    }
}
