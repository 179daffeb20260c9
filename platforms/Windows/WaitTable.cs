using System.Threading;

namespace LiteBox.South;

/// <summary>
/// Threads that sleep on a word, found by the word's address. Windows offers an alert that a thread can be sent and sleep
/// for; an alert that comes first is kept. One that comes late only ends a later sleep early, which every caller allows for.
/// </summary>
internal static unsafe class WaitTable
{
    private const int Buckets = 64;
    private const long NanosecondsInUnit = 100;

    private static Bucket* s_buckets;

    /// <summary>Allocates the table. False when there is no memory.</summary>
    public static bool Initialize()
    {
        s_buckets = (Bucket*)HeapPages.Allocate((nuint)(Buckets * sizeof(Bucket)));
        return s_buckets != null;
    }

    /// <summary>Sleeps while the word has the value, until woken or until the deadline on the monotonic clock.</summary>
    public static void Wait(int* word, int expected, long deadline)
    {
        long timeout = 0;
        if (deadline != long.MaxValue)
        {
            long left = deadline - TimeSource.Monotonic();
            if (left <= 0)
            {
                return;
            }

            timeout = -((left + NanosecondsInUnit - 1) / NanosecondsInUnit);
        }

        Bucket* bucket = BucketOf(word);
        Waiter waiter = new() { Word = word, Thread = Threads.CurrentId };
        bucket->Lock.Enter();
        if (Volatile.Read(ref *word) != expected)
        {
            bucket->Lock.Exit();
            return;
        }

        Waiter** end = &bucket->First;
        while (*end != null)
        {
            end = &(*end)->Next;
        }

        *end = &waiter;
        bucket->Lock.Exit();
        Windows.NtWaitForAlertByThreadId(word, timeout == 0 ? null : &timeout);
        bucket->Lock.Enter();
        if (!waiter.IsWoken)
        {
            Remove(bucket, &waiter);
        }

        bucket->Lock.Exit();
    }

    /// <summary>Wakes the thread that has slept on the word longest. False when there is none.</summary>
    public static bool Wake(int* word)
    {
        Bucket* bucket = BucketOf(word);
        nint thread = 0;
        bucket->Lock.Enter();
        for (Waiter* waiter = bucket->First; waiter != null; waiter = waiter->Next)
        {
            if (waiter->Word == word)
            {
                thread = waiter->Thread;
                waiter->IsWoken = true;
                Remove(bucket, waiter);
                break;
            }
        }

        bucket->Lock.Exit();
        if (thread != 0)
        {
            Windows.NtAlertThreadByThreadId(thread);
        }

        return thread != 0;
    }

    private static Bucket* BucketOf(int* word) => s_buckets + (((nuint)word >> 4) + ((nuint)word >> 12)) % Buckets;

    private static void Remove(Bucket* bucket, Waiter* waiter)
    {
        Waiter** link = &bucket->First;
        while (*link != waiter)
        {
            link = &(*link)->Next;
        }

        *link = waiter->Next;
    }

    private struct Bucket
    {
        public SpinLock Lock;
        public Waiter* First;
    }

    private struct Waiter
    {
        public int* Word;
        public nint Thread;
        public Waiter* Next;
        public bool IsWoken;
    }
}
