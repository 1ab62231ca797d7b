using Wasmtime;

namespace MicroBima.ChatOps.Migrations.Grammar;

/// <summary>
/// What the sandbox may ask of its host: memory, and calls that a setjmp can catch. Each <c>invoke_…</c> calls a function of the table;
/// a longjmp below it arrives as <see cref="LongJump"/>, and the caller is told through setThrew. Files, clocks and exits do not exist.
/// </summary>
internal sealed class PgImports(Store store)
{
    private const int PageSize = 65536;

    private readonly Dictionary<int, Function> _functions = [];
    private Memory _memory = null!;
    private Table _table = null!;
    private Func<int> _stack = null!;
    private Action<int> _restoreStack = null!;
    private Action<int, int> _setThrew = null!;

    public void Bind(
        Memory memory,
        Table table,
        Func<int> stack,
        Action<int> restoreStack,
        Action<int, int> setThrew
    ) => (_memory, _table, _stack, _restoreStack, _setThrew) = (memory, table, stack, restoreStack, setThrew);

    public void Define(Linker linker)
    {
        const string Module = "a";
        linker.DefineFunction(Module, "c", (int _, int _, int _, int _) => Refuse("assert"));
        linker.DefineFunction(Module, "x", () => Refuse("abort"));
        linker.DefineFunction(Module, "m", (int _) => Refuse("exit"));
        linker.DefineFunction(Module, "v", (int _) => Refuse("proc_exit"));
        linker.DefineFunction(Module, "w", () => { });
        linker.DefineFunction(Module, "p", () => throw new LongJump());
        linker.DefineFunction(Module, "o", (int _, double _) => 0);
        linker.DefineFunction(Module, "q", (int bytes) => Grow(bytes));
        linker.DefineFunction(Module, "u", (int _) => 0);
        linker.DefineFunction(Module, "r", (int _, int _, int _, int _) => 0);
        linker.DefineFunction(Module, "s", (int _, long _, int _, int _) => 0);
        linker.DefineFunction(Module, "t", (int _, int _, int _, int _) => 0);

        linker.DefineFunction(Module, "g", (int f) => Int(f));
        linker.DefineFunction(Module, "b", (int f, int a) => Int(f, a));
        linker.DefineFunction(Module, "a", (int f, int a, int b) => Int(f, a, b));
        linker.DefineFunction(Module, "d", (int f, int a, int b, int c) => Int(f, a, b, c));
        linker.DefineFunction(Module, "k", (int f, int a, int b, int c, int d) => Int(f, a, b, c, d));
        linker.DefineFunction(Module, "l", (int f, int a) => Invoke(f, a) is long wide ? wide : 0L);
        linker.DefineFunction(Module, "e", (int f) => Call(f));
        linker.DefineFunction(Module, "f", (int f, int a) => Call(f, a));
        linker.DefineFunction(Module, "h", (int f, int a, int b) => Call(f, a, b));
        linker.DefineFunction(Module, "j", (int f, int a, int b, int c) => Call(f, a, b, c));
        linker.DefineFunction(Module, "i", (int f, int a, int b, int c, int d) => Call(f, a, b, c, d));
        linker.DefineFunction(Module, "y", (int f, int a, int b, int c, int d, int e) => Call(f, a, b, c, d, e));
        linker.Define(
            Module,
            "n",
            Function.FromCallback(store, CallWide, [.. Enumerable.Repeat(ValueKind.Int32, 14)], [])
        );
    }

    private void CallWide(Caller caller, ReadOnlySpan<ValueBox> arguments, Span<ValueBox> results) =>
        Invoke(arguments[0].AsInt32(), arguments[1..].ToArray());

    private void Call(int function, params ReadOnlySpan<ValueBox> arguments) => Invoke(function, arguments);

    private int Int(int function, params ReadOnlySpan<ValueBox> arguments) =>
        Invoke(function, arguments) is int value ? value : 0;

    private object? Invoke(int function, params ReadOnlySpan<ValueBox> arguments)
    {
        if (!_functions.TryGetValue(function, out var target))
        {
            target =
                _table.GetElement((uint)function) as Function
                ?? throw new InvalidOperationException($"The table has no function {function}.");
            _functions.Add(function, target);
        }

        var stack = _stack();
        try
        {
            return target.Invoke(arguments);
        }
        catch (WasmtimeException thrown) when (thrown.InnerException is LongJump)
        {
            _restoreStack(stack);
            _setThrew(1, 0);
            return null;
        }
    }

    private int Grow(int bytes)
    {
        var missing = ((uint)bytes - _memory.GetLength() + PageSize - 1) / PageSize;
        try
        {
            _memory.Grow(missing);
            return 1;
        }
        catch (WasmtimeException)
        {
            // At the limit of the store: malloc answers null, and the parser reports it.
            return 0;
        }
    }

    private static void Refuse(string what) => throw new InvalidOperationException($"The sandbox called {what}.");
}

/// <summary>longjmp, on its way through the host to the setjmp that waits for it.</summary>
internal sealed class LongJump : Exception;
